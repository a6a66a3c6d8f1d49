//! The templates of a request, for handlers of errors and middleware.

use std::future::Future;

use super::Templates;
use crate::errors::{Error, Result};
use crate::request::Request;
#[cfg(feature = "sessions")]
use crate::session::{Session, SessionUse};

/// # Templates
impl Request {
    /// The templates of the application, with this request: for an error handler or a middleware. A path operation or a dependency takes
    /// [`Templates`](crate::templates::Templates) instead.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::context;
    ///
    /// async fn not_found(_: HttpError, request: Request) -> Result<Html> {
    ///     request.templates().await?.render("404.html", context! {})
    /// }
    ///
    /// let app = App::new().on_status(StatusCode::NOT_FOUND, not_found);
    /// # let _ = app;
    /// ```
    ///
    /// # Errors
    ///
    /// The application has no templates.
    pub fn templates(&self) -> impl Future<Output = Result<Templates>> + Send + use<> {
        let templates = self.known_templates();
        #[cfg(feature = "sessions")]
        let session = self.arrival().session.clone();
        #[cfg(feature = "sessions")]
        let headers = self.headers().clone();
        async move {
            let templates = templates.ok_or_else(|| Error::msg(NO_TEMPLATES))?;
            #[cfg(feature = "sessions")]
            if let Some(session) = session {
                session.prepare_for(SessionUse::Shown, &headers).await?;
            }
            if templates.reloads() {
                templates.refresh().await;
            }
            Ok(templates)
        }
    }

    /// The templates of the application, as they are.
    pub(crate) fn known_templates(&self) -> Option<Templates> {
        let templates: Templates = self.names()?.templates()?;
        Some(templates.for_request(self.without_body()))
    }

    #[cfg(feature = "sessions")]
    pub(super) fn shown_session(&self) -> Result<Option<Session>, &str> {
        let slot = self.arrival().session.as_ref();
        slot.map_or(Ok(None), |slot| slot.shown())
    }
}

const NO_TEMPLATES: &str =
    "the application has no templates: write `.templates(Templates::new(\"templates\"))`";
