//! The outcome of a teardown.

use super::scope::BeforeResponse;
use crate::background::TaskOutcome;
use crate::errors::Error;
use crate::response_parts::ResponseParts;

/// The return value of a teardown: nothing or a `Result`; before the response also the [`ResponseParts`] that go with it.
#[diagnostic::on_unimplemented(
    message = "a teardown cannot end with `{Self}` here",
    note = "it returns `()` or a `Result<(), _>`; before the response also `ResponseParts`, or a `Result` of them"
)]
pub trait TeardownOutcome<S> {
    #[doc(hidden)]
    fn into_undo_result(self) -> UndoResult;
}

/// The parts that go with the response, or the error of the undoing. Boxed: few teardowns say anything of the response.
pub(super) type UndoResult = Result<Option<Box<ResponseParts>>, Error>;

impl<S, R: TaskOutcome> TeardownOutcome<S> for R {
    fn into_undo_result(self) -> UndoResult {
        self.into_result().map(|()| None)
    }
}

impl TeardownOutcome<BeforeResponse> for ResponseParts {
    fn into_undo_result(self) -> UndoResult {
        Ok(Some(Box::new(self)))
    }
}

impl<E: Into<Error>> TeardownOutcome<BeforeResponse> for Result<ResponseParts, E> {
    fn into_undo_result(self) -> UndoResult {
        self.map(|parts| Some(Box::new(parts))).map_err(Into::into)
    }
}
