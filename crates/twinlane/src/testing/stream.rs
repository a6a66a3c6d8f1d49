//! A response of a test whose body is read piece by piece.

use std::fmt;

use bytes::{Bytes, BytesMut};
use http::response::Parts;
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt as _;
use twinlane_web::Body;

use crate::errors::{Error, Result};

/// A response whose body is still arriving, returned by [`TestRequest::open`](super::TestRequest::open).
///
/// To the application, dropping it is a client that disconnects.
pub struct TestStream {
    parts: Parts,
    url: String,
    body: Body,
    /// Read, and not yet taken.
    buffer: BytesMut,
}

impl TestStream {
    pub(super) fn new(parts: Parts, body: Body, url: String) -> Self {
        Self {
            parts,
            url,
            body,
            buffer: BytesMut::new(),
        }
    }

    /// The status code.
    pub fn status(&self) -> StatusCode {
        self.parts.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The value of a header, if the header exists and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// The URL of the request, after the redirects that were followed.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Reads the next chunk of the body, as the application has sent it. `None` at the end.
    ///
    /// # Errors
    ///
    /// The body has ended with an error.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        if !self.buffer.is_empty() {
            return Ok(Some(self.buffer.split().freeze()));
        }
        self.next_frame().await
    }

    /// Reads the next line, without its line ending. `None` at the end. The last line may lack a line ending.
    ///
    /// # Errors
    ///
    /// The body has ended with an error.
    pub async fn line(&mut self) -> Result<Option<String>> {
        self.up_to("\n").await
    }

    /// Reads the next server-sent event as it is on the wire, without the empty line at its end. `None` at the end.
    ///
    /// A ping is an event too.
    ///
    /// # Errors
    ///
    /// The body has ended with an error.
    pub async fn event(&mut self) -> Result<Option<String>> {
        self.up_to("\n\n").await
    }

    /// Reads the rest of the body.
    ///
    /// # Errors
    ///
    /// The body has ended with an error.
    pub async fn rest(mut self) -> Result<Bytes> {
        while let Some(chunk) = self.next_frame().await? {
            self.buffer.extend_from_slice(&chunk);
        }
        Ok(self.buffer.freeze())
    }

    async fn up_to(&mut self, end: &str) -> Result<Option<String>> {
        let mut searched = 0;
        loop {
            let mut windows = self.buffer[searched..].windows(end.len());
            if let Some(place) = windows.position(|window| window == end.as_bytes()) {
                let text = self.buffer.split_to(searched + place);
                let _end = self.buffer.split_to(end.len());
                return Ok(Some(lossy(&text)));
            }
            searched = self.buffer.len().saturating_sub(end.len() - 1);
            match self.next_frame().await? {
                Some(chunk) => self.buffer.extend_from_slice(&chunk),
                None if self.buffer.is_empty() => return Ok(None),
                None => return Ok(Some(lossy(&self.buffer.split()))),
            }
        }
    }

    async fn next_frame(&mut self) -> Result<Option<Bytes>> {
        while let Some(frame) = self.body.frame().await {
            // Trailers are no part of the content.
            if let Ok(bytes) = frame.map_err(Error::from_boxed)?.into_data() {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl fmt::Debug for TestStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestStream")
            .field("status", &self.parts.status)
            .field("headers", &self.parts.headers)
            .finish_non_exhaustive()
    }
}
