//! The end of a function, and what its connection is closed with.

use std::sync::Arc;

use tracing::error;
use twinlane_websocket::{CloseFrame, may_be_sent};

use super::channel::Channel;
use super::codes::{INTERNAL_ERROR, NORMAL, POLICY_VIOLATION, TRY_LATER};
use super::state::Stage;
use super::{Disconnected, ReceiveError, WebSocketError, forbidden};
use crate::answer::{Answered, Failure, error_answer, no_content};
use crate::dependencies;
use crate::errors::{Error, GivenUp, HttpError, RequestValidationError};
use crate::log::Causes;
use crate::rooms::Lagged;

/// The return type of a WebSocket operation.
#[diagnostic::on_unimplemented(
    message = "a WebSocket operation cannot return `{Self}`",
    label = "write `Result<()>`, or leave it out",
    note = "it has a connection, on which it sends, and returns nothing or a `Result<(), _>`",
    note = "a response instead of the connection is `socket.refuse(..).await?`"
)]
pub trait WebSocketOutcome {
    /// The response if it is an error.
    fn into_answered(self) -> Answered;
}

impl WebSocketOutcome for () {
    fn into_answered(self) -> Answered {
        no_content()
    }
}

impl<E: Failure> WebSocketOutcome for Result<(), E> {
    fn into_answered(self) -> Answered {
        self.map_or_else(error_answer, |()| no_content())
    }
}

/// The end of a function of a connection.
pub fn ended<T: WebSocketOutcome>(value: T) -> Answered {
    value.into_answered()
}

/// The end of the function of a connection.
pub(crate) enum Ending {
    /// It has returned.
    Returned,
    /// It has failed, or has not begun.
    Failed(Arc<Error>),
    /// Its client has gone, which it has noticed, or has not.
    Disconnected,
}

/// The last word to a connection whose function has ended.
#[derive(Debug, PartialEq)]
enum Last {
    Close(CloseFrame),
    /// The log is told of the error too.
    Failed(CloseFrame),
    Nothing,
}

impl Ending {
    /// The end of a function that has run.
    pub(crate) fn of(error: Arc<Error>) -> Self {
        if Disconnected::of(&error).is_some() || error.downcast_ref::<GivenUp>().is_some() {
            Self::Disconnected
        } else {
            Self::Failed(error)
        }
    }
}

impl Channel {
    /// Ends the connection as its function has ended. `name` is the operation's, for the log.
    pub(crate) fn end(&self, ending: Ending, name: &str) {
        let is_asked = self.with(|state| matches!(state.stage, Stage::Asked(_)));
        if is_asked {
            let answered = match ending {
                Ending::Failed(error) => refusal(error),
                Ending::Returned => {
                    error!("{name}: it has ended without accepting the connection or refusing it");
                    Answered::failed(HttpError::internal())
                }
                // It has been told, or given up.
                Ending::Disconnected => Answered::failed(HttpError::internal()),
            };
            // If the client has gone since, nobody is to be answered.
            let _: crate::errors::Result<()> = self.with(|state| state.refuse(answered));
            return;
        }
        match last(&ending) {
            Last::Nothing => {}
            Last::Close(frame) => self.with(|state| state.close(&frame)),
            Last::Failed(frame) => {
                self.with(|state| state.close(&frame));
                if let Ending::Failed(error) = &ending {
                    error!("{name}: {}", Causes(error));
                }
            }
        }
    }
}

/// The response to a handshake whose function, or what stands before it, has failed.
fn refusal(error: Arc<Error>) -> Answered {
    let is_refused = error.downcast_ref::<RequestValidationError>().is_some()
        || error.downcast_ref::<WebSocketError>().is_some();
    if is_refused {
        forbidden()
    } else {
        Answered::failed(dependencies::into_owned_error(error))
    }
}

fn last(ending: &Ending) -> Last {
    let error = match ending {
        Ending::Returned => return Last::Close(CloseFrame::new(NORMAL, "")),
        Ending::Disconnected => return Last::Nothing,
        Ending::Failed(error) => error,
    };
    if let Some(WebSocketError { code, reason }) = error.downcast_ref() {
        return if may_be_sent(*code) {
            Last::Close(CloseFrame::new(*code, reason))
        } else {
            Last::Failed(CloseFrame::new(INTERNAL_ERROR, ""))
        };
    }
    if let Some(lagged) = error.downcast_ref::<Lagged>() {
        return Last::Close(CloseFrame::new(TRY_LATER, lagged.to_string()));
    }
    match invalid(error) {
        Some(reason) => Last::Close(CloseFrame::new(POLICY_VIOLATION, reason)),
        // A panic has been told by then.
        None if is_internal(error) => Last::Close(CloseFrame::new(INTERNAL_ERROR, "")),
        None => Last::Failed(CloseFrame::new(INTERNAL_ERROR, "")),
    }
}

fn is_internal(error: &Error) -> bool {
    let error = error.downcast_ref::<HttpError>();
    error.is_some_and(HttpError::is_internal)
}

/// Everything that is wrong with what the client has sent, if that is the error, in one line. A close frame has room for the first 123 bytes.
fn invalid(error: &Error) -> Option<String> {
    let invalid = match error.downcast_ref() {
        Some(ReceiveError::Invalid(error)) => Some(error),
        _ => error.downcast_ref::<RequestValidationError>(),
    };
    let errors = invalid?.errors().iter().map(|error| {
        let place = error.loc.iter().map(ToString::to_string);
        let place = place.collect::<Vec<_>>().join(".");
        if place.is_empty() {
            error.msg.clone()
        } else {
            format!("{place}: {}", error.msg)
        }
    });
    let line = errors.collect::<Vec<_>>().join("; ");
    // Keys and parts of values are the client's words.
    Some(line.replace(char::is_control, " "))
}

#[cfg(test)]
mod tests {
    use twinlane_model::{ErrorDetail, JsonValue, Step};

    use super::*;

    fn reason(places: &[&[&'static str]]) -> String {
        let errors = places.iter().map(|place| {
            let steps = place.iter().map(|step| Step::from(*step)).collect();
            ErrorDetail::missing(steps, JsonValue::Null)
        });
        let error = RequestValidationError::new(errors.collect());
        let Last::Close(frame) = last(&Ending::of(Arc::new(error.into()))) else {
            panic!("it closes");
        };
        assert_eq!(frame.code, POLICY_VIOLATION);
        frame.reason
    }

    #[test]
    fn the_errors_of_a_message_are_one_line() {
        assert_eq!(
            reason(&[&["a", "b"], &["c"], &[]]),
            "a.b: Field required; c: Field required; Field required"
        );
        assert_eq!(reason(&[&["a\r\nb\0"]]), "a  b : Field required");
    }
}
