//! A response that the operation made itself.

use twinlane_web::Response;

use super::{AnswerDescription, Answered, ContentDescription, Respond};

/// The marker of responses that are whole responses.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaResponse {}

impl Respond<ViaResponse> for Response {
    fn describe() -> AnswerDescription {
        AnswerDescription::of(ContentDescription::Whole)
    }

    fn respond(self) -> Answered {
        Answered::response(self)
    }
}
