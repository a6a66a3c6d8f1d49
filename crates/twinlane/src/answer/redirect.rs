use http::{HeaderValue, StatusCode, header};
use twinlane_web::redirect;

use super::answered::AnsweredKind;
use super::content::ViaContent;
use super::{AnswerDescription, Answered, ContentDescription, Respond};

/// Sends the client to another URL: with 307, unless the redirect or the operation sets another status.
///
/// A status that is set elsewhere counts only if it is a redirect (300 to 303, 307, 308). Any other is ignored, so a handler of 404 can return a
/// redirect. As the `status` of the operation it is a startup error.
///
/// ```
/// use twinlane::prelude::*;
///
/// #[get("/old")]
/// async fn old() -> Redirect {
///     Redirect::to("/new")
/// }
///
/// /// After a form: the browser asks for the page with `GET`.
/// #[post("/items", status = 303)]
/// async fn create(#[form] name: String) -> Redirect {
///     Redirect::to(&format!("/items/{name}"))
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub(super) location: HeaderValue,
    pub(super) status: Option<StatusCode>,
}

impl Redirect {
    /// A redirect to a URL or a path. Characters that a URL does not allow are escaped, as in Starlette.
    pub fn to(url: impl AsRef<str>) -> Self {
        Self {
            location: redirect::location_header(url.as_ref()),
            status: None,
        }
    }

    /// The same redirect with this status, which wins over the status of the operation.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }
}

impl Respond<ViaContent> for Redirect {
    fn describe() -> AnswerDescription {
        let status = StatusCode::TEMPORARY_REDIRECT.as_u16();
        let description = AnswerDescription::of(ContentDescription::Undescribed);
        AnswerDescription {
            redirects: true,
            ..description.with_status(status)
        }
    }

    fn respond(self) -> Answered {
        Answered::from(AnsweredKind::Redirect(self.status))
            .with_header(header::CONTENT_LENGTH, HeaderValue::from_static("0"))
            .with_header(header::LOCATION, self.location)
    }
}
