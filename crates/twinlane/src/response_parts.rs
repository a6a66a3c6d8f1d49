//! `&mut ResponseParts`: the status, headers and cookies beside the response.

use http::{HeaderMap, StatusCode};
use twinlane_web::SetCookie;

use crate::headers::{add_cookie, allowed_header, extend_headers};

/// The status, headers and cookies that go with the return value of an operation: FastAPI's `response: Response` parameter.
///
/// If the operation fails, or returns a whole `Response`, they are not sent.
///
/// ```
/// use twinlane::prelude::*;
///
/// #[get("/items/{item_id}")]
/// async fn read(item_id: i64, response: &mut ResponseParts) -> Value {
///     response.set_header("x-cat", "alone in the world");
///     response.set_cookie(("last", item_id.to_string()));
///     json!({ "item_id": item_id })
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone, Default)]
pub struct ResponseParts {
    pub(crate) status: Option<StatusCode>,
    pub(crate) headers: HeaderMap,
}

impl ResponseParts {
    /// Empty parts, to call a path operation as a plain function, for example in a test.
    pub fn new() -> Self {
        Self::default()
    }

    /// The status, if one was set.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Sets the status, instead of the option `status` of the operation. A returned `(StatusCode, _)` wins over it.
    ///
    /// A response that decides its own status keeps it: a part of a file (206), a 304, a 416, a redirect.
    pub fn set_status(&mut self, status: StatusCode) {
        self.status = Some(status);
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The headers, to change them.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    /// Sets a header. It replaces a header of the same name.
    ///
    /// A name or a value that HTTP does not allow, such as one with a line break, is logged and left out.
    pub fn set_header(&mut self, name: &str, value: impl AsRef<[u8]>) {
        if let Some((name, value)) = allowed_header(name, value.as_ref()) {
            self.headers.insert(name, value);
        }
    }

    /// Sets a cookie: a pair of name and value, or a [`SetCookie`] with more options.
    ///
    /// A cookie that HTTP does not allow is logged and left out.
    pub fn set_cookie(&mut self, cookie: impl Into<SetCookie>) {
        add_cookie(&mut self.headers, &cookie.into());
    }

    /// Deletes a cookie of the whole site in the browser.
    pub fn delete_cookie(&mut self, name: &str) {
        self.set_cookie(SetCookie::deleted(name));
    }

    /// Adds what a later function says: its status and headers replace those of their names, its cookies come after.
    pub(crate) fn append(&mut self, later: Self) {
        self.status = later.status.or(self.status);
        if self.headers.is_empty() {
            self.headers = later.headers;
            return;
        }
        for name in later.headers.keys() {
            if name != http::header::SET_COOKIE {
                self.headers.remove(name);
            }
        }
        extend_headers(&mut self.headers, later.headers);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.status.is_none() && self.headers.is_empty()
    }
}
