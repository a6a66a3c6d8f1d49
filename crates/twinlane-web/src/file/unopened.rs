//! A file as the body of a response that does not know its request yet.

use std::any::Any;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::{
    CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    IF_RANGE, IF_UNMODIFIED_SINCE, LAST_MODIFIED, RANGE, TRANSFER_ENCODING,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;

use super::{ServedFile, asks_for_less};
use crate::body::{Deferred, Kind};
use crate::{Body, BoxError, Response};

impl ServedFile {
    /// A response that carries the unopened file, for code without the request. [`send`](Self::send) turns it into the response to a request.
    ///
    /// Its status and headers can be changed before `send`. If its body is read without `send`, it is the whole file.
    pub fn into_response(self) -> Response {
        Response::new(Body(Kind::Deferred(Box::new(self))))
    }

    /// Copies the headers of a request that decide which part of a file is sent, for a [`send`](Self::send) after the request is dropped.
    /// `None`: the request asks for the whole file.
    #[inline]
    pub fn conditions(headers: &HeaderMap) -> Option<Box<HeaderMap>> {
        asks_for_less(headers).then(|| Box::new(kept(headers)))
    }

    /// The unopened file in a body, if there is one.
    pub fn of(body: &Body) -> Option<&Self> {
        let Kind::Deferred(deferred) = &body.0 else {
            return None;
        };
        let any: &dyn Any = &**deferred;
        any.downcast_ref()
    }

    /// Turns a response that carries a file into the response to a request with this method and these headers.
    ///
    /// It works as [`response`](Self::response), with the status of the response, and keeps its headers; only the refusal of a range has none
    /// of them. Conditions are compared with its `ETag` and `Last-Modified` if it has them. A response without a file is returned unchanged.
    ///
    /// # Errors
    ///
    /// If the path does not exist, is not a file, or cannot be read.
    pub async fn send(
        response: Response,
        method: &Method,
        headers: &HeaderMap,
    ) -> io::Result<Response> {
        let (parts, body) = response.into_parts();
        let mut file = match body.0 {
            Kind::Deferred(deferred) => match (deferred as Box<dyn Any>).downcast::<Self>() {
                Ok(file) => file,
                Err(_) => return Ok(Response::from_parts(parts, Body::empty())),
            },
            kind => return Ok(Response::from_parts(parts, Body(kind))),
        };
        let own_type = parts.headers.get(CONTENT_TYPE);
        if let Some(media_type) = own_type.and_then(|value| value.to_str().ok()) {
            // Several parts name it each.
            file.media_type = Some(media_type.to_owned());
        }
        file.etag = parts.headers.get(ETAG).cloned();
        file.last_modified = parts.headers.get(LAST_MODIFIED).cloned();
        let mut answer = file.response(parts.status, method, headers).await?;
        *answer.version_mut() = parts.version;
        *answer.extensions_mut() = parts.extensions;
        let is_refusal = matches!(
            answer.status(),
            StatusCode::BAD_REQUEST | StatusCode::RANGE_NOT_SATISFIABLE
        );
        // The refusal of a range has none of these headers, as in Starlette.
        if !is_refusal || answer.status() == parts.status {
            add_headers(answer.headers_mut(), &parts.headers);
        }
        Ok(answer)
    }
}

#[cold]
fn kept(headers: &HeaderMap) -> HeaderMap {
    let mut kept = HeaderMap::new();
    for name in [
        RANGE,
        IF_RANGE,
        IF_NONE_MATCH,
        IF_MODIFIED_SINCE,
        IF_MATCH,
        IF_UNMODIFIED_SINCE,
    ] {
        for value in headers.get_all(&name) {
            kept.append(name.clone(), value.clone());
        }
    }
    kept
}

/// Puts the headers of the response into those of the file, which says itself how long it is and which part of it is sent.
fn add_headers(headers: &mut HeaderMap, own: &HeaderMap) {
    let is_parts = |value: &HeaderValue| value.as_bytes().starts_with(b"multipart/byteranges");
    let keeps_type = headers.get(CONTENT_TYPE).is_none_or(is_parts);
    let is_the_files = |name: &HeaderName| match *name {
        CONTENT_LENGTH | CONTENT_RANGE | TRANSFER_ENCODING => true,
        CONTENT_TYPE => keeps_type,
        _ => false,
    };
    for name in own.keys().filter(|name| !is_the_files(name)) {
        headers.remove(name);
        for value in own.get_all(name) {
            headers.append(name.clone(), value.clone());
        }
    }
}

impl Deferred for ServedFile {
    fn whole(self: Box<Self>) -> UnsyncBoxBody<Bytes, BoxError> {
        OpeningFile::new(*self).boxed_unsync()
    }
}

/// The whole of a file that is opened when it is read.
enum OpeningFile {
    Opening(Pin<Box<dyn Future<Output = io::Result<Response>> + Send>>),
    Opened(Body),
}

impl OpeningFile {
    fn new(file: ServedFile) -> Self {
        Self::Opening(Box::pin(async move {
            let headers = HeaderMap::new();
            file.response(StatusCode::OK, &Method::GET, &headers).await
        }))
    }
}

impl http_body::Body for OpeningFile {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        loop {
            match &mut *self {
                Self::Opened(body) => return Pin::new(body).poll_frame(cx),
                Self::Opening(opening) => {
                    let opened = ready!(opening.as_mut().poll(cx));
                    let (body, error) = match opened {
                        Ok(response) => (response.into_body(), None),
                        Err(error) => (Body::empty(), Some(error.into())),
                    };
                    *self = Self::Opened(body);
                    if let Some(error) = error {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Opened(body) if body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Opened(body) => body.size_hint(),
            Self::Opening(_) => SizeHint::default(),
        }
    }
}
