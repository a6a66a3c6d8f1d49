//! The file of a directory as a response, or as the error that the application answers with.

use std::io;

use http::StatusCode;
use http::header::ALLOW;
use http::request::Parts;
use twinlane_web::Response;
use twinlane_web::static_files::{StaticAnswer, StaticFiles};

use crate::error::{Error, HttpError, Result};

/// The response to a request for the file of a path, or the error of the application that answers it.
pub(crate) async fn file_response(
    files: &StaticFiles,
    (request, path): (&Parts, &str),
    with_slash: impl FnOnce() -> Response,
) -> Result<Response> {
    match files.answer(request, path).await {
        Ok(StaticAnswer::Response(response)) => Ok(response),
        Ok(StaticAnswer::SlashMissing) => Ok(with_slash()),
        Ok(StaticAnswer::NotFound) => Err(refusal(StatusCode::NOT_FOUND).into()),
        Ok(StaticAnswer::WrongMethod) => {
            let refusal = refusal(StatusCode::METHOD_NOT_ALLOWED);
            Err(refusal.header(ALLOW, "GET, HEAD").into())
        }
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            Err(refusal(StatusCode::FORBIDDEN).into())
        }
        Err(error) => {
            let directory = files.directory().display();
            Err(Error::msg(format!(
                "a file of the directory {directory} cannot be sent: {error}"
            )))
        }
    }
}

fn refusal(status: StatusCode) -> HttpError {
    HttpError::from_status(status).unrouted()
}
