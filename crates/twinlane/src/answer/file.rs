use http::{HeaderMap, Method};
use twinlane_web::{Response, ServedFile};

use super::answered::AnsweredKind;
use super::content::ViaContent;
use super::{AnswerDescription, Answered, ContentDescription, Respond};
use crate::errors::Error;

/// A file of the server, sent with ranges, an entity tag and its modification time: FastAPI's `FileResponse`.
///
/// If the client already has the file, the response is a 304.
///
/// With a status other than 200 the whole file is sent, for any request: for example, the page of a 404.
///
/// You can set an `ETag` or a `Last-Modified` of your own, with the file or in [`ResponseParts`](crate::response::ResponseParts). It replaces that
/// of the file, and ranges and conditions of the request are compared with it: `([("etag", "\"v1\"")], File::open("report.pdf"))`.
///
/// The file is opened in a thread when the response is made. If it does not exist, the response is a 500. If a client can influence the path, your
/// code must check the path.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::response::File;
///
/// #[get("/report.pdf")]
/// async fn report() -> File {
///     File::open("report.pdf").download_as("report.pdf")
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File(ServedFile);

impl File {
    /// The file at a path. By default its media type follows from the extension.
    pub fn open(path: impl Into<std::path::PathBuf>) -> Self {
        Self(ServedFile::new(path))
    }

    /// Sets the media type. A text type gets `charset=utf-8`.
    #[must_use]
    pub fn media_type(self, media_type: impl Into<String>) -> Self {
        Self(self.0.media_type(media_type))
    }

    /// Makes the browser save the file under this name.
    #[must_use]
    pub fn download_as(self, name: impl Into<String>) -> Self {
        Self(self.0.download_as(name))
    }

    /// Makes the browser show the file. If the user saves it, it has this name.
    #[must_use]
    pub fn show_as(self, name: impl Into<String>) -> Self {
        Self(self.0.show_as(name))
    }
}

/// The file, as whoever sends it makes it: with the ranges and the conditions of the request, the response of a handler of errors and of
/// middleware too.
///
/// Its status and headers are those that the response has by then; one with another status than 200 is sent whole. The conditions of the
/// request are held against its `ETag` and `Last-Modified`, if it has such of its own.
impl From<File> for Response {
    fn from(file: File) -> Self {
        file.0.into_response()
    }
}

/// The response to a request of this method with these headers, if the response carries a file.
pub(crate) async fn send_file(
    response: Response,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let path = ServedFile::of(response.body()).map(|file| file.path().to_owned());
    let sent = ServedFile::send(response, method, headers).await;
    sent.map_err(|error| {
        let path = path.unwrap_or_default();
        Error::msg(format!(
            "the file {} cannot be sent: {error}",
            path.display()
        ))
    })
}

impl Respond<ViaContent> for File {
    fn describe() -> AnswerDescription {
        AnswerDescription::of(ContentDescription::Undescribed)
    }

    fn respond(self) -> Answered {
        AnsweredKind::File(Box::new(self.0)).into()
    }
}
