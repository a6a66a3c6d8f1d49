//! Keys in a header, the query or a cookie.

use http::request::Parts;
use serde_json::Value;
use twinlane_web::header;
use twinlane_web::query::Query;

use super::SecurityScheme;
use super::authorization::not_authenticated;
use super::options::{Common, common_options};
use crate::errors::HttpError;

/// A kind of key: where it is, and how it is read there. An empty one is none.
macro_rules! api_key {
    ($(#[$doc:meta])* $scheme:ident, $class:literal, $place:literal, |$request:ident, $name:ident| $read:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        #[must_use]
        pub struct $scheme {
            common: Common,
            name: &'static str,
        }

        impl $scheme {
            #[doc = concat!("The scheme, named `", $class, "`. It needs a name for the key.")]
            #[allow(clippy::new_without_default, reason = "without a name it is not whole")]
            pub const fn new() -> Self {
                Self {
                    common: Common::named($class),
                    name: "",
                }
            }

            /// Sets the name of the header, the query parameter or the cookie.
            pub const fn name(mut self, name: &'static str) -> Self {
                self.name = name;
                self
            }

            common_options!();
        }

        impl SecurityScheme for $scheme {
            type Credentials = String;

            fn credentials(&self, $request: &Parts) -> Result<Option<String>, HttpError> {
                let $name = self.name;
                let key: Option<String> = $read;
                Ok(key.filter(|key| !key.is_empty()))
            }

            fn not_authenticated(&self) -> HttpError {
                not_authenticated("APIKey")
            }

            fn name(&self) -> &'static str {
                self.common.name
            }

            fn object(&self) -> Value {
                self.common.object([
                    ("type", Some("apiKey".into())),
                    ("in", Some($place.into())),
                    ("name", Some(self.name.into())),
                ])
            }
        }
    };
}

api_key!(
    /// A key in a header; FastAPI's `APIKeyHeader`.
    ApiKeyHeader,
    "APIKeyHeader",
    "header",
    |request, name| header::first(&request.headers, name).map(Into::into)
);
api_key!(
    /// A key in the query; FastAPI's `APIKeyQuery`. Logs of URLs contain the key.
    ApiKeyQuery,
    "APIKeyQuery",
    "query",
    |request, name| Query::new(request.uri.query().unwrap_or_default())
        .last(name)
        .map(Into::into)
);
api_key!(
    /// A key in a cookie; FastAPI's `APIKeyCookie`.
    ///
    /// Browsers also send cookies with requests that other sites make. Set the cookie with [`SetCookie`](crate::response::SetCookie), whose cookies
    /// are for the same site by default, and change nothing on `GET`.
    ApiKeyCookie,
    "APIKeyCookie",
    "cookie",
    |request, name| header::cookie(&request.headers, name).map(Into::into)
);
