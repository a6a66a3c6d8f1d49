//! The files that middleware answers with: what the request asks for of them is kept until it has answered.

use http::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, RANGE};
use http::{HeaderMap, Method};
use twinlane_web::Response;

use crate::answer::send_file;
use crate::error::Result;
use crate::request::Request;

/// The parts of a request that a file depends on.
#[derive(Debug)]
pub(crate) struct FileRequest {
    method: Method,
    /// Its ranges and conditions, if it has such.
    headers: Option<Box<HeaderMap>>,
}

impl FileRequest {
    #[inline]
    pub(crate) fn of(request: &Request) -> Self {
        let headers = request.headers();
        let asks = [RANGE, IF_NONE_MATCH, IF_MODIFIED_SINCE];
        let is_asking = asks.iter().any(|name| headers.contains_key(name));
        Self {
            method: request.method().clone(),
            headers: is_asking.then(|| Box::new(kept(headers))),
        }
    }

    /// The method of the request.
    pub(super) fn method(&self) -> &Method {
        &self.method
    }

    /// The answer to the request, if the response carries a file.
    pub(crate) async fn send(self, response: Response) -> Result<Response> {
        let headers = self.headers.unwrap_or_default();
        send_file(response, &self.method, &headers).await
    }
}

#[cold]
fn kept(headers: &HeaderMap) -> HeaderMap {
    let mut kept = HeaderMap::new();
    for name in [RANGE, IF_RANGE, IF_NONE_MATCH, IF_MODIFIED_SINCE] {
        for value in headers.get_all(&name) {
            kept.append(name.clone(), value.clone());
        }
    }
    kept
}
