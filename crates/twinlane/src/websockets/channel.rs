//! A connection, as its function and its link share it.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use tokio::sync::oneshot;
use twinlane_web::Response;
use twinlane_websocket::Handshake;

use super::WebSocketRules;
use super::state::{Asked, State};
use crate::answer::Answered;
#[cfg(feature = "sessions")]
use crate::session::SessionSlot;

/// One connection, as everything that works with it shares it.
pub(crate) struct Channel {
    state: Mutex<State>,
    /// True if the function is not waited for any longer: its client has gone, and it does not end.
    is_abandoned: AtomicBool,
    /// Of the handshake.
    pub(super) subprotocols: Vec<String>,
    pub(super) rules: Arc<WebSocketRules>,
}

/// The response to a handshake.
pub(crate) enum Decision {
    /// The response that accepts it.
    Accept(Box<Response>),
    /// The response instead.
    Refuse(Box<Answered>),
}

impl Channel {
    pub(crate) fn new(
        handshake: Handshake,
        decision: oneshot::Sender<Decision>,
        rules: Arc<WebSocketRules>,
        #[cfg(feature = "sessions")] session: Option<Arc<SessionSlot>>,
    ) -> Self {
        let subprotocols = handshake.subprotocols().to_vec();
        let asked = Asked {
            handshake,
            decision,
            #[cfg(feature = "sessions")]
            session,
        };
        Self {
            subprotocols,
            state: Mutex::new(State::new(asked)),
            is_abandoned: AtomicBool::new(false),
            rules,
        }
    }

    /// Looks at the state, or changes it, within the lock. Nothing else is done there: messages are compressed and inflated, and tasks
    /// woken, outside of it.
    pub(super) fn with<T>(&self, step: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let result = step(&mut state);
        if !state.is_due() {
            return result;
        }
        let due = state.take_due();
        drop(state);
        due.run(&self.rules.name);
        result
    }

    /// Does not wait for the function any longer. True: it has been told of the end, and goes on.
    pub(super) fn abandon(&self) -> bool {
        self.is_abandoned.store(true, Ordering::Relaxed);
        self.with(State::abandon)
    }

    /// Runs the function until it is [abandoned](Self::abandon).
    pub(crate) async fn until_abandoned<F: Future>(&self, function: F) -> Option<F::Output> {
        let mut function = pin!(function);
        poll_fn(|cx| {
            if self.is_abandoned.load(Ordering::Relaxed) {
                return Poll::Ready(None);
            }
            function.as_mut().poll(cx).map(Some)
        })
        .await
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").finish_non_exhaustive()
    }
}

/// A channel among the extensions of a handshake, for the parameters of its function.
pub(crate) type SharedChannel = Arc<Channel>;

#[cfg(test)]
mod tests {
    use std::task::{Context, Wake, Waker};

    use twinlane_server::Settings;
    use twinlane_websocket::Event;

    use super::super::state::tests::handshake;
    use super::super::{AllowedOrigins, Disconnected, WebSocketOptions};
    use super::*;

    /// Looks at the channel when it is woken, as an executor that runs a task at once would.
    struct Looks {
        channel: Arc<Channel>,
        has_looked: AtomicBool,
    }

    impl Wake for Looks {
        fn wake(self: Arc<Self>) {
            let is_free = self.channel.state.try_lock().is_ok();
            self.has_looked.store(is_free, Ordering::Relaxed);
        }
    }

    fn channel() -> (Arc<Channel>, oneshot::Receiver<Decision>) {
        let options = WebSocketOptions::default();
        let settings = Settings::new();
        let rules = WebSocketRules::new(String::new(), &options, &settings, AllowedOrigins::Any);
        let (decision, decided) = oneshot::channel();
        let channel = Channel::new(
            handshake(),
            decision,
            Arc::new(rules),
            #[cfg(feature = "sessions")]
            None,
        );
        (Arc::new(channel), decided)
    }

    #[test]
    fn tasks_are_woken_once_the_state_is_unlocked() {
        let (channel, _decided) = channel();
        let looks = Arc::new(Looks {
            channel: Arc::clone(&channel),
            has_looked: AtomicBool::new(false),
        });
        let waker = Waker::from(Arc::clone(&looks));
        channel.with(|state| {
            let cx = Context::from_waker(&waker);
            state.turn.wait(&mut state.receivers, &cx);
        });
        channel.with(|state| state.take(Event::Text("news".to_owned())));
        assert!(looks.has_looked.load(Ordering::Relaxed));
    }

    #[test]
    fn who_waits_for_an_answer_that_never_comes_is_woken_once_the_state_is_unlocked() {
        let (channel, decided) = channel();
        let looks = Arc::new(Looks {
            channel: Arc::clone(&channel),
            has_looked: AtomicBool::new(false),
        });
        let waker = Waker::from(Arc::clone(&looks));
        let mut decided = pin!(decided);
        let polled = decided.as_mut().poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending());
        channel.with(|state| state.finish(Disconnected::gone()));
        assert!(looks.has_looked.load(Ordering::Relaxed));
    }

    #[test]
    fn a_handshake_is_answered_once_the_state_is_unlocked() {
        let (channel, mut decided) = channel();
        let looks = Arc::new(Looks {
            channel: Arc::clone(&channel),
            has_looked: AtomicBool::new(false),
        });
        let waker = Waker::from(Arc::clone(&looks));
        let mut cx = Context::from_waker(&waker);
        assert!(pin!(&mut decided).poll(&mut cx).is_pending());
        channel.close(4001, "");
        assert!(looks.has_looked.load(Ordering::Relaxed));
        assert!(pin!(decided).poll(&mut cx).is_ready());
    }

    #[test]
    fn any_number_may_wait_for_the_end_and_none_wakes_another() {
        let (channel, _decided) = channel();
        let looks = |_| Looks {
            channel: Arc::clone(&channel),
            has_looked: AtomicBool::new(false),
        };
        let tasks: Vec<_> = (0..100).map(looks).map(Arc::new).collect();
        let woken = || {
            let has_looked = |task: &&Arc<Looks>| task.has_looked.load(Ordering::Relaxed);
            tasks.iter().filter(has_looked).count()
        };
        let mut waiting = Vec::new();
        for task in &tasks {
            let mut closed = Box::pin(channel.closed());
            let waker = Waker::from(Arc::clone(task));
            let polled = closed.as_mut().poll(&mut Context::from_waker(&waker));
            assert!(polled.is_pending());
            waiting.push(closed);
        }
        assert_eq!(woken(), 0);
        channel.with(|state| state.finish(Disconnected::gone()));
        assert_eq!(woken(), 100);
        drop(waiting);
        assert_eq!(channel.with(|state| state.changes.counted()), 0);
    }
}
