//! Rules that have been checked.

use std::pin::Pin;

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use http_body::Body as _;

use super::encoder::{Compressed, CompressionJob, Encoders};
use super::rules::{GzipRules, MediaTypes};
use super::stream::GzipStream;
use crate::vary::add_vary;
use crate::{Body, BoxError, Response};

/// The size, 128 KiB, from which compression should run outside of the event loop.
pub const LARGE: usize = 128 * 1024;

const GZIP: HeaderValue = HeaderValue::from_static("gzip");
const OF_ENCODING: HeaderValue = HeaderValue::from_static("Accept-Encoding");

/// The future of a chunk that another thread compresses.
pub type Offloaded = Pin<Box<dyn Future<Output = Result<Compressed, BoxError>> + Send>>;

/// Sends a chunk of a stream to another thread. It is called for chunks of at least [`LARGE`] bytes.
pub type Offload = fn(CompressionJob) -> Offloaded;

/// Checked rules for compressing responses.
#[derive(Debug)]
pub struct GzipPolicy {
    minimum_size: u64,
    excluded: MediaTypes,
    encoders: Encoders,
}

impl GzipPolicy {
    /// Checks the rules.
    ///
    /// # Errors
    ///
    /// Every mistake, one sentence each.
    pub fn new(rules: &GzipRules) -> Result<Self, Vec<String>> {
        let mut mistakes = Vec::new();
        if rules.level > 9 {
            mistakes.push(format!("the level {} is none of 0 to 9", rules.level));
        }
        let excluded = MediaTypes::new(&rules.excluded, &mut mistakes);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        Ok(Self {
            minimum_size: rules.minimum_size as u64,
            excluded,
            encoders: Encoders::new(rules.level),
        })
    }

    /// True if the response is to be compressed for clients that accept gzip.
    ///
    /// It is false if the response has an encoding, is a part of the whole (206), has an excluded type, or is known to be short.
    pub fn applies<B: http_body::Body>(&self, response: &http::Response<B>) -> bool {
        let headers = response.headers();
        let status = response.status();
        if status == StatusCode::PARTIAL_CONTENT
            || status.is_informational()
            || headers.contains_key(CONTENT_ENCODING)
        {
            return false;
        }
        let size = response.body().size_hint().exact();
        if response.body().is_end_stream() && size.is_none_or(|size| size == 0) {
            // Also where nothing is short enough: Starlette compresses nothing into 20 bytes.
            return false;
        }
        if size.is_some_and(|size| size < self.minimum_size) {
            return false;
        }
        let content_type = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        !content_type.is_some_and(|content_type| self.excluded.contains(content_type))
    }

    /// Marks an uncompressed response for a client that does not accept gzip.
    pub fn mark(headers: &mut HeaderMap) {
        add_vary(headers, OF_ENCODING);
    }

    /// Compresses a response. The chunks of a stream are compressed as they arrive, and can be read by the client at once.
    ///
    /// A complete body is compressed in the calling thread: for one of at least [`LARGE`] bytes, call this in another thread. Large chunks of
    /// a stream go to `offload`.
    ///
    /// # Errors
    ///
    /// If the compressor fails, which would be a bug in it.
    pub fn compress(&self, mut response: Response, offload: Offload) -> Result<Response, BoxError> {
        let body = std::mem::take(response.body_mut());
        let headers = response.headers_mut();
        add_vary(headers, OF_ENCODING);
        let encoder = self.encoders.take();
        if body.is_stream() {
            let stream = GzipStream::new(body, encoder, offload)?;
            headers.insert(CONTENT_ENCODING, GZIP);
            match stream.size_hint().exact() {
                Some(length) => headers.insert(CONTENT_LENGTH, HeaderValue::from(length)),
                None => headers.remove(CONTENT_LENGTH),
            };
            *response.body_mut() = Body::stream(stream);
            return Ok(response);
        }
        let compressed = whole(&body, encoder)?;
        headers.insert(CONTENT_ENCODING, GZIP);
        headers.insert(CONTENT_LENGTH, HeaderValue::from(compressed.len()));
        *response.body_mut() = Body::full(compressed);
        Ok(response)
    }
}

fn whole(body: &Body, mut encoder: super::encoder::Encoder) -> Result<Bytes, BoxError> {
    let content = body.as_full().map_or(&[][..], |content| content);
    Ok(encoder.finish(content)?)
}

#[cfg(test)]
mod tests;
