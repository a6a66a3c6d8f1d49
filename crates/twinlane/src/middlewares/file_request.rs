//! The files that middleware answers with: what the request asks for of them is kept until it has answered.

use http::{HeaderMap, Method};
use twinlane_web::{Response, ServedFile};

use crate::answer::send_file;
use crate::errors::Result;
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
        Self {
            method: request.method().clone(),
            headers: ServedFile::conditions(request.headers()),
        }
    }

    /// The method of the request.
    pub(super) fn method(&self) -> &Method {
        &self.method
    }

    /// The response to the request, if the response carries a file.
    pub(crate) async fn send(self, response: Response) -> Result<Response> {
        let headers = self.headers.unwrap_or_default();
        send_file(response, &self.method, &headers).await
    }
}
