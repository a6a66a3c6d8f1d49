//! The rest of a step, which is done once the state is unlocked: it runs code of others.

use std::task::Waker;

use tokio::sync::oneshot;
use tracing::error;

use super::channel::Decision;
use super::state::Asked;

/// The rest of a step.
#[derive(Default)]
pub(super) struct Due {
    pub(super) wakers: Vec<Waker>,
    pub(super) answer: Option<Answer>,
    /// A handshake that is not answered: who waits for it learns that when it is dropped.
    pub(super) unanswered: Option<Box<Asked>>,
    /// True if something was received or sent on a connection that was not accepted.
    pub(super) is_misused: bool,
}

/// The response to a handshake, and who waits for it.
pub(super) struct Answer {
    pub(super) to: oneshot::Sender<Decision>,
    pub(super) decision: Decision,
}

impl Due {
    #[inline]
    /// Does it, for the operation of this name.
    pub(super) fn run(self, name: &str) {
        let Self {
            wakers,
            answer,
            unanswered,
            is_misused,
        } = self;
        drop(unanswered);
        if let Some(Answer { to, decision }) = answer {
            // If nobody waits for it any more, the client has gone. The link finds that out.
            let _: Result<(), Decision> = to.send(decision);
        }
        if is_misused {
            error!(
                "{name}: the WebSocket receives or sends before it is accepted: call `socket.accept().await?` first"
            );
        }
        for waker in wakers {
            waker.wake();
        }
    }
}
