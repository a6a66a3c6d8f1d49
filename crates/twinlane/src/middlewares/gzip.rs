//! Compressed responses: Starlette's `GZipMiddleware`.

use std::sync::Arc;

use twinlane_web::Response;
use twinlane_web::compress::{
    CompressionJob, GzipPolicy, GzipRules, LARGE, Offloaded, accepts_gzip,
};

use super::startup_check::MadeOnce;
use super::{Middleware, Next};
use crate::errors::Error;
use crate::request::Request;

/// Compresses responses for clients that accept gzip: Starlette's `GZipMiddleware`.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::middleware::GZip;
///
/// # fn main() {
/// let app = App::new().middleware(GZip::new().minimum_size(1_000));
/// # app.check().unwrap();
/// # }
/// ```
///
/// A body of 500 bytes or more is compressed. A stream is compressed chunk by chunk: the client can read each chunk when it has arrived, and at most
/// one chunk is held. Chunks of 128 KiB and more are compressed in the cpu lane. These responses are not compressed:
///
/// - responses that already have a `Content-Encoding`,
/// - parts of a file (206),
/// - formats that are compressed already (most images, audio, video, archives),
/// - event streams.
///
/// Every response that can be compressed has `Vary: Accept-Encoding`. An `ETag` stays as it is.
///
/// Two things differ from Starlette. `Accept-Encoding` is read as RFC 9110 defines it: `gzip;q=0` refuses gzip. And the default level is 6;
/// Starlette's is 9. For a JSON response level 9 takes half as much time again, and saves almost no bytes.
#[derive(Debug, Default)]
pub struct GZip {
    rules: GzipRules,
    policy: MadeOnce<Arc<GzipPolicy>>,
}

impl GZip {
    /// Creates the middleware with level 6, for bodies of 500 bytes or more.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the level: 1 is the fastest, 9 the smallest, 0 does not compress. 6 by default. More than 9 is a startup error.
    #[must_use]
    pub fn level(mut self, level: u32) -> Self {
        self.rules.level = level;
        self
    }

    /// Sets the smallest body that is compressed, in bytes; 500 by default. A stream of unknown length is always compressed.
    #[must_use]
    pub fn minimum_size(mut self, bytes: usize) -> Self {
        self.rules.minimum_size = bytes;
        self
    }

    /// Sets the media types that are not compressed, instead of the default list: `application/zip`, or `audio/*` for all audio types.
    #[must_use]
    pub fn exclude_content_types<T: Into<String>>(
        mut self,
        types: impl IntoIterator<Item = T>,
    ) -> Self {
        self.rules.excluded = types.into_iter().map(Into::into).collect();
        self
    }

    fn make(&self) -> Result<Arc<GzipPolicy>, Vec<String>> {
        GzipPolicy::new(&self.rules).map(Arc::new)
    }
}

impl Middleware for GZip {
    const MAY_FAIL: bool = false;

    async fn handle(&self, request: Request, next: Next) -> Result<Response, Error> {
        let policy = self.policy.get(|| self.make())?;
        let is_accepted = accepts_gzip(request.headers());
        let mut response = next.run(request).await;
        if !policy.applies(&response) {
            return Ok(response);
        }
        if !is_accepted {
            GzipPolicy::mark(response.headers_mut());
            return Ok(response);
        }
        let is_large = response
            .body()
            .as_full()
            .is_some_and(|body| body.len() >= LARGE);
        let compressed = if is_large {
            let policy = Arc::clone(policy);
            twinlane_lanes::cpu(move || policy.compress(response, in_cpu_lane)).await?
        } else {
            policy.compress(response, in_cpu_lane)
        };
        compressed
            .map_err(|error| Error::msg(format!("the response cannot be compressed: {error}")))
    }

    fn mistakes(&self) -> Vec<String> {
        self.policy.mistakes(|| self.make())
    }
}

fn in_cpu_lane(job: CompressionJob) -> Offloaded {
    Box::pin(async move { Ok(twinlane_lanes::cpu(move || job.run()).await?) })
}
