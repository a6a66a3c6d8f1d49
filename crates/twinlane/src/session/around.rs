//! The session around what answers a request.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::StatusCode;
use http::request::Parts;
use pin_project_lite::pin_project;
use tracing::error;
use twinlane_lanes::{catch_panic, until_given_up};
use twinlane_web::Response;

use super::policy::{SessionPolicy, add_vary};
use super::slot::SessionSlot;
use super::value::SessionState;
use crate::errors::Error;
use crate::fixed_response::text_response;
use crate::witness::ErrorWitness;

impl SessionPolicy {
    /// The session of a request, outside of all other middleware of an application.
    ///
    /// A frame of middleware would hold the whole request, and this needs nothing of it.
    #[inline]
    pub(crate) fn begin(self: &Arc<Self>, parts: &Parts) -> Begun {
        Begun {
            slot: Arc::new(SessionSlot::new(Arc::clone(self))),
            witness: ErrorWitness::of(&parts.extensions).cloned(),
        }
    }
}

/// The session of a request that is to be answered.
pub(crate) struct Begun {
    slot: Arc<SessionSlot>,
    /// Told of a panic.
    witness: Option<ErrorWitness>,
}

impl Begun {
    /// The session, for the request.
    #[inline]
    pub(crate) fn slot(&self) -> Arc<SessionSlot> {
        Arc::clone(&self.slot)
    }

    /// The response of `answering`, with the session that it has come to.
    #[inline]
    pub(crate) fn around<F>(self, answering: F) -> AroundSession<F> {
        AroundSession {
            answering,
            begun: self,
            ending: None,
        }
    }
}

pin_project! {
    /// The future of [`Begun::around`].
    pub(crate) struct AroundSession<F> {
        #[pin]
        answering: F,
        begun: Begun,
        ending: Option<Ending>,
    }
}

type Ending = Pin<Box<dyn Future<Output = Response> + Send>>;

impl<F: Future<Output = Response>> Future for AroundSession<F> {
    type Output = Response;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Response> {
        let this = self.project();
        if let Some(ending) = this.ending {
            return ending.as_mut().poll(cx);
        }
        let polled = this.answering.poll(cx);
        if polled.is_pending() || !this.begun.slot.is_seen() {
            return polled;
        }
        let Poll::Ready(response) = polled else {
            return polled;
        };
        let ending = caught(
            Arc::clone(&this.begun.slot),
            this.begun.witness.take(),
            response,
        );
        this.ending.insert(Box::pin(ending)).as_mut().poll(cx)
    }
}

/// The response with its session. A store is the application's code: it may panic, and it is not waited for beyond the end of a stop.
async fn caught(
    slot: Arc<SessionSlot>,
    witness: Option<ErrorWitness>,
    response: Response,
) -> Response {
    match catch_panic(until_given_up(slot.ended(response), false)).await {
        Ok(Some(response)) => response,
        Ok(None) => failed(),
        Err(panic) => {
            not_saved(&Error::msg(panic.to_string()));
            if let Some(witness) = witness {
                witness.tell(|| ErrorWitness::PANICKED.to_owned());
            }
            failed()
        }
    }
}

impl SessionSlot {
    /// The response, with the session that it has come to.
    pub(crate) async fn ended(&self, mut response: Response) -> Response {
        add_vary(&mut response);
        match self.close() {
            None => response,
            // Boxed: most requests change no session, and every future would have room for it.
            Some(state) => Box::pin(self.saved(state, response)).await,
        }
    }

    async fn saved(&self, state: SessionState, mut response: Response) -> Response {
        if let Err(error) = self.policy().save(state, &mut response).await {
            not_saved(&error);
            return failed();
        }
        response
    }
}

fn not_saved(error: &Error) {
    error!("the session could not be saved: {error:#}");
}

fn failed() -> Response {
    text_response(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Internal Server Error".to_owned(),
    )
}
