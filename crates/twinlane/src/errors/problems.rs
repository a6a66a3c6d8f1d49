//! Every validation error of a request, in FastAPI's order.

use twinlane_model::{ErrorDetail, ErrorLimits, ErrorList, JsonError, Step};

use super::{Error, HttpError, RequestValidationError};
use crate::public_names::public_name;

/// The errors found in a request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Problems {
    /// The errors of all sources, as they are found.
    pub(crate) errors: ErrorList,
    /// A body that is no JSON ends the request before anything else is looked at.
    pub(crate) unreadable: Option<JsonError>,
    /// The type of an extension that no layer has put there: a mistake of the program, whatever the request.
    pub(crate) missing_extension: Option<&'static str>,
}

impl Problems {
    pub(crate) fn new(limits: ErrorLimits) -> Self {
        Self {
            errors: ErrorList::new(limits),
            ..Self::default()
        }
    }

    /// An empty list for these errors and others of the same request.
    pub(crate) fn empty_list(&self) -> ErrorList {
        ErrorList::new(self.errors.limits())
    }

    /// Takes the errors found so far. Later errors share the room with them.
    pub(crate) fn take(&mut self) -> Self {
        Self {
            errors: self.errors.take(),
            unreadable: self.unreadable.take(),
            missing_extension: self.missing_extension.take(),
        }
    }

    /// The error that lists them all, or that of a body that could not be read as JSON.
    pub(crate) fn into_error(self) -> Error {
        if let Some(error) = self.mistake().or_else(|| self.unreadable_body()) {
            return error;
        }
        RequestValidationError::new(self.into_list().into_errors()).into()
    }

    /// The error of a body that could not be read. It ends the request before anything else is looked at.
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

    /// The error of a mistake in the program. The client cannot mend it.
    pub(crate) fn mistake(&self) -> Option<Error> {
        let name = public_name(self.missing_extension?);
        Some(Error::msg(format!(
            "no layer around the application has put a `{name}` into the request's extensions: `Option<Extension<_>>` does without"
        )))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.unreadable.is_none() && self.missing_extension.is_none() && self.errors.is_empty()
    }

    /// Every error in FastAPI's order, so that the order of the parameters does not show.
    pub(crate) fn into_list(mut self) -> ErrorList {
        self.errors.errors_mut().sort_by_key(source);
        self.errors
    }
}

/// The place of an error's source in FastAPI's order.
fn source(error: &ErrorDetail) -> usize {
    let Some(Step::Key(source)) = error.loc.first() else {
        return SOURCES.len();
    };
    let place = SOURCES.iter().position(|known| known == source);
    place.unwrap_or(SOURCES.len())
}

/// The first step of a location, in the order in which FastAPI lists errors.
const SOURCES: [&str; 5] = ["path", "query", "header", "cookie", "body"];
