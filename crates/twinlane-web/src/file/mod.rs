//! Files as responses: whole, in ranges, or not at all if the client has them already.

mod body;
mod version;
mod open;
mod range;
mod unopened;

use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    HeaderMap, HeaderValue, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE,
    LAST_MODIFIED, RANGE,
};
use http::{Method, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::disk::in_thread;
use crate::media_type::{self, content_type};
use crate::status::is_bodiless;
use crate::{Body, Response};
use body::{Piece, body_of};
pub(crate) use open::OpenFile;
use open::open;
use range::{BadRange, Ranges};
pub(crate) use version::{FileVersion, etag_of};

/// A file as a response, like Starlette's `FileResponse`. The file is opened by [`response`](Self::response), not before.
///
/// ```
/// use http::{HeaderMap, Method, StatusCode};
/// use twinlane_web::ServedFile;
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// let file = ServedFile::new("Cargo.toml").download_as("manifest.toml");
/// let mut headers = HeaderMap::new();
/// headers.insert("range", "bytes=0-8".parse()?);
///
/// let response = file.response(StatusCode::OK, &Method::GET, &headers).await?;
/// assert_eq!(response.status(), 206);
/// assert_eq!(response.headers()["content-disposition"], r#"attachment; filename="manifest.toml""#);
/// # Ok::<(), twinlane_web::BoxError>(())
/// # })?;
/// # Ok::<(), twinlane_web::BoxError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a file is sent by its response"]
pub struct ServedFile {
    path: PathBuf,
    media_type: Option<String>,
    file_name: Option<String>,
    is_inline: bool,
    /// The tag that the response sets, instead of one made of the file's time and size.
    etag: Option<HeaderValue>,
    last_modified: Option<HeaderValue>,
}

impl ServedFile {
    /// The file at a path. Its media type follows from the extension; [`media_type`](Self::media_type) sets another.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            media_type: None,
            file_name: None,
            is_inline: false,
            etag: None,
            last_modified: None,
        }
    }

    /// Sets the media type. `charset=utf-8` is added to the type of a text.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Makes the browser save the file under this name.
    pub fn download_as(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self.is_inline = false;
        self
    }

    /// Makes the browser show the file, and offer this name for saving.
    pub fn show_as(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self.is_inline = true;
        self
    }

    /// The entity tag, in the place of what is made of its time and size.
    pub(crate) fn etag(mut self, etag: HeaderValue) -> Self {
        self.etag = Some(etag);
        self
    }

    /// The path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the response to a request with this method and these headers.
    ///
    /// Ranges, `If-Range`, `ETag` and `Last-Modified` are handled as in Starlette. Two responses are added, where Starlette's
    /// `FileResponse` sends the file: a 304 if `If-None-Match` or `If-Modified-Since` shows that the client has this version, and a 412
    /// if `If-Match` or `If-Unmodified-Since` requires another version.
    ///
    /// Ranges and conditions count only if `status` is 200 and the method is `GET` or `HEAD`; the response then has the status that
    /// fits. With another status, such as that of an error page, the whole file is sent, or no content if the status allows none.
    ///
    /// # Errors
    ///
    /// If the path does not exist, is not a file, or cannot be read.
    pub async fn response(
        &self,
        status: StatusCode,
        method: &Method,
        headers: &HeaderMap,
    ) -> io::Result<Response> {
        let file = self.clone();
        let method = method.clone();
        let conditions = Self::conditions(headers);
        in_thread(move || {
            let opened = open(&file.path)?;
            let headers = conditions.map_or_else(HeaderMap::new, |headers| *headers);
            Ok(file.answer(opened, status, &method, &headers))
        })
        .await
    }

    /// The same, of a file that has been opened. It reads the first bytes of one on the disk: it is called in a thread.
    pub(crate) fn answer(
        &self,
        opened: OpenFile,
        status: StatusCode,
        method: &Method,
        headers: &HeaderMap,
    ) -> Response {
        let version = self.version(&opened);
        self.answer_version(&version, opened, status, (method, headers))
    }

    /// The version of an open file, with what the response says itself of it.
    pub(crate) fn version(&self, opened: &OpenFile) -> FileVersion {
        FileVersion::of(self, opened)
    }

    /// As [`answer`](Self::answer), of a file whose version is known.
    pub(crate) fn answer_version(
        &self,
        version: &FileVersion,
        opened: OpenFile,
        status: StatusCode,
        (method, headers): (&Method, &HeaderMap),
    ) -> Response {
        let mut common = self.headers();
        if let Some(last_modified) = version.last_modified() {
            common.insert(LAST_MODIFIED, last_modified);
        }
        common.insert(ETAG, version.etag.clone());
        let is_plain_get =
            status == StatusCode::OK && matches!(*method, Method::GET | Method::HEAD);
        if is_plain_get && version.is_another(headers) {
            return without_content(StatusCode::PRECONDITION_FAILED, common);
        }
        if is_plain_get && version.is_fresh(headers) {
            return without_content(StatusCode::NOT_MODIFIED, common);
        }
        if is_bodiless(status) {
            return without_content(status, common);
        }
        let range = headers.get(RANGE).filter(|_| is_plain_get);
        let range = range.filter(|_| version.wants_range(headers));
        let ranges = match range.map(|range| Ranges::parse(range.as_bytes(), version.size)) {
            None => Ranges::Whole,
            Some(Ok(ranges)) => ranges,
            Some(Err(error)) => return bad_range(error, version.size),
        };
        let reads_ahead = *method == Method::GET;
        answer((status, common), ranges, opened, reads_ahead)
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, self.content_type());
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        if let Some(name) = &self.file_name {
            let kind = if self.is_inline {
                "inline"
            } else {
                "attachment"
            };
            let escaped = utf8_percent_encode(name, NAME_ESCAPES).to_string();
            let disposition = if escaped == *name {
                format!("{kind}; filename=\"{name}\"")
            } else {
                format!("{kind}; filename*=utf-8''{escaped}")
            };
            headers.insert(CONTENT_DISPOSITION, header(&disposition));
        }
        headers
    }

    fn content_type(&self) -> HeaderValue {
        let named = self.file_name.as_ref().map_or(&*self.path, Path::new);
        let guessed = || media_type::of_path(named);
        let media_type = self.media_type.as_deref().or_else(guessed);
        content_type(media_type.unwrap_or("application/octet-stream"))
            .unwrap_or(HeaderValue::from_static(""))
    }
}

/// The characters that Python's `quote` escapes.
const NAME_ESCAPES: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'_')
    .remove(b'.')
    .remove(b'-')
    .remove(b'~')
    .remove(b'/');

/// The text as the value of a header. Empty if the text cannot be one, as an odd media type cannot.
fn header(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

/// True if the response may be a part of the file, or nothing of it.
#[inline]
fn asks_for_less(headers: &HeaderMap) -> bool {
    // One walk along the names: looking up each of these in the map is five hashes.
    headers.keys().any(|name| {
        matches!(
            *name,
            RANGE | IF_NONE_MATCH | IF_MODIFIED_SINCE | IF_MATCH | IF_UNMODIFIED_SINCE
        )
    })
}

fn without_content(status: StatusCode, headers: HeaderMap) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response.headers_mut().remove(CONTENT_TYPE);
    response
}

fn bad_range(error: BadRange, size: u64) -> Response {
    let (status, text) = match error {
        BadRange::Malformed(text) => (StatusCode::BAD_REQUEST, text),
        BadRange::NotSatisfiable => (StatusCode::RANGE_NOT_SATISFIABLE, ""),
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    if status == StatusCode::RANGE_NOT_SATISFIABLE {
        headers.insert(CONTENT_RANGE, header(&format!("bytes */{size}")));
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    response
}

fn answer(
    (status, mut headers): (StatusCode, HeaderMap),
    ranges: Ranges,
    opened: OpenFile,
    reads_ahead: bool,
) -> Response {
    let size = opened.size();
    let (status, pieces) = match ranges {
        Ranges::Whole => (status, vec![Piece::Range(0, size)]),
        Ranges::One(start, end) => {
            let range = format!("bytes {start}-{}/{size}", end - 1);
            headers.insert(CONTENT_RANGE, header(&range));
            (StatusCode::PARTIAL_CONTENT, vec![Piece::Range(start, end)])
        }
        Ranges::Many(ranges) => {
            let (content_type, pieces) = multipart(&ranges, &headers[CONTENT_TYPE], size);
            headers.insert(CONTENT_TYPE, content_type);
            (StatusCode::PARTIAL_CONTENT, pieces)
        }
    };
    let length: u64 = pieces.iter().map(Piece::length).sum();
    headers.insert(CONTENT_LENGTH, length.into());
    let mut response = Response::new(body_of(opened, pieces, reads_ahead));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// Several ranges as the parts of one body.
fn multipart(
    ranges: &[(u64, u64)],
    content_type: &HeaderValue,
    size: u64,
) -> (HeaderValue, Vec<Piece>) {
    let boundary = range::boundary();
    let content_type = content_type.to_str().unwrap_or_default();
    let mut pieces = Vec::new();
    for &(start, end) in ranges {
        let head = format!(
            "--{boundary}\r\nContent-Type: {content_type}\r\nContent-Range: bytes {start}-{}/{size}\r\n\r\n",
            end - 1
        );
        pieces.push(Piece::Text(head.into()));
        pieces.push(Piece::Range(start, end));
        pieces.push(Piece::Text(Bytes::from_static(b"\r\n")));
    }
    pieces.push(Piece::Text(format!("--{boundary}--").into()));
    let content_type = header(&format!("multipart/byteranges; boundary={boundary}"));
    (content_type, pieces)
}
