//! Every validation error of a request, in FastAPI's order.

use twinlane_model::{ErrorDetail, JsonError};

use super::{Error, HttpError, RequestValidationError};

/// What is wrong with a request. Each source has its own list, so that the order of the parameters does not show.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    pub(crate) path: Vec<ErrorDetail>,
    pub(crate) query: Vec<ErrorDetail>,
    pub(crate) header: Vec<ErrorDetail>,
    pub(crate) cookie: Vec<ErrorDetail>,
    pub(crate) body: Vec<ErrorDetail>,
    /// A body that is no JSON ends the request before anything else is looked at.
    pub(crate) unreadable: Option<JsonError>,
    /// The type of an extension that no layer has put there: a mistake of the program, whatever the request.
    pub(crate) missing_extension: Option<&'static str>,
}

impl Problems {
    /// The error that lists them all, or that of a body that could not be read as JSON.
    pub(crate) fn into_error(self) -> Error {
        if let Some(error) = self.mistake().or_else(|| self.unreadable_body()) {
            return error;
        }
        let errors = [self.path, self.query, self.header, self.cookie, self.body].concat();
        RequestValidationError::new(errors).into()
    }

    /// That the body could not be read, which ends the request before anything else is looked at.
    pub(crate) fn unreadable_body(&self) -> Option<Error> {
        Some(match self.unreadable.as_ref()? {
            JsonError::Syntax { message, position } => {
                let error = ErrorDetail::json_invalid(*position, message.clone());
                RequestValidationError::new(vec![error]).into()
            }
            JsonError::Unreadable => {
                HttpError::new(400, "There was an error parsing the body").into()
            }
        })
    }

    /// What the client has nothing to do with.
    pub(crate) fn mistake(&self) -> Option<Error> {
        let name = self.missing_extension?;
        Some(Error::msg(format!(
            "no layer around the application has put a `{name}` into the request's extensions: `Option<Extension<_>>` does without"
        )))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.unreadable.is_none()
            && self.missing_extension.is_none()
            && self.lists().into_iter().all(Vec::is_empty)
    }

    /// Every error, in FastAPI's order.
    pub(crate) fn list(&self) -> Vec<ErrorDetail> {
        self.lists().into_iter().flatten().cloned().collect()
    }

    fn lists(&self) -> [&Vec<ErrorDetail>; 5] {
        let Self {
            path,
            query,
            header,
            cookie,
            body,
            ..
        } = self;
        [path, query, header, cookie, body]
    }
}
