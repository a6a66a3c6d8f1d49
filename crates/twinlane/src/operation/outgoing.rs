//! Requests that the application sends and others answer, for the document: callbacks and webhooks.

use super::OperationDescription;

/// A request that the application sends and others answer.
///
/// [`#[webhook]`](crate::webhook) and [`#[callback]`](crate::callback) implement this on a type with the name of the function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a webhook nor a callback",
    label = "not described as a request to others",
    note = "write `#[webhook(post, \"name\")]` or `#[callback(post, \"{{$request.body.url}}\")]` above the function, and end it with `;`"
)]
pub trait Outgoing: 'static {
    /// The description of the request; called once, at startup.
    fn describe() -> OperationDescription;
}

/// The description of a request to others: made by [`webhooks!`](crate::webhooks) and [`callbacks!`](crate::callbacks).
#[derive(Debug)]
pub struct OutgoingRequest {
    pub(crate) description: Box<OperationDescription>,
}

impl OutgoingRequest {
    /// The request that is described so.
    pub fn of<O: Outgoing>() -> Self {
        Self {
            description: Box::new(O::describe()),
        }
    }
}
