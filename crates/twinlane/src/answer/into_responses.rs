//! Further responses that are said together: one, or a list.

use super::AdditionalResponse;

/// Further responses for the document: an [`AdditionalResponse`], or a list of them.
///
/// ```
/// use twinlane::response::AdditionalResponse;
/// use twinlane::prelude::*;
///
/// fn errors() -> [AdditionalResponse; 2] {
///     [AdditionalResponse::new(404), AdditionalResponse::new(409).description("It has changed")]
/// }
///
/// #[get("/items", responses(errors(), 409 = "Taken"))]
/// async fn items() -> Vec<String> {
///     Vec::new()
/// }
///
/// let app = App::new().responses(errors()).routes(routes![items]);
/// # let _ = app;
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` says nothing of further responses",
    label = "neither a response nor a list of them",
    note = "write a status in front of a type or a text, as in `responses(404 = Message)`, or give an `AdditionalResponse`"
)]
pub trait IntoResponses {
    /// The responses, in their order.
    fn into_responses(self) -> Vec<AdditionalResponse>;
}

impl IntoResponses for AdditionalResponse {
    fn into_responses(self) -> Vec<AdditionalResponse> {
        vec![self]
    }
}

impl IntoResponses for Vec<AdditionalResponse> {
    fn into_responses(self) -> Self {
        self
    }
}

impl<const N: usize> IntoResponses for [AdditionalResponse; N] {
    fn into_responses(self) -> Vec<AdditionalResponse> {
        self.into()
    }
}

impl IntoResponses for &[AdditionalResponse] {
    fn into_responses(self) -> Vec<AdditionalResponse> {
        self.to_vec()
    }
}

impl IntoResponses for &Vec<AdditionalResponse> {
    fn into_responses(self) -> Vec<AdditionalResponse> {
        self.clone()
    }
}

impl IntoResponses for &AdditionalResponse {
    fn into_responses(self) -> Vec<AdditionalResponse> {
        vec![self.clone()]
    }
}

/// The responses of several lists; of one status the last.
pub fn all_responses(
    lists: impl IntoIterator<Item = Vec<AdditionalResponse>>,
) -> Vec<AdditionalResponse> {
    let lists = lists.into_iter();
    lists.fold(Vec::new(), |all, list| {
        AdditionalResponse::merged(&all, &list)
    })
}
