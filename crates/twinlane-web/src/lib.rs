//! The layer between a server and a framework: bodies, the route table, and the parts of a request's target.
//!
//! Requests and responses are those of the [`http`] crate, with [`Body`] in them.
//!
//! ```
//! use http::Method;
//! use twinlane_web::PathTemplate;
//! use twinlane_web::path::DecodedPath;
//! use twinlane_web::routing::{Outcome, TableBuilder};
//!
//! let mut builder = TableBuilder::new();
//! builder.insert(&PathTemplate::parse("/items/{item_id}")?, Method::GET, "read_item").unwrap();
//! let table = builder.build();
//!
//! let path = DecodedPath::new("/items/caf%C3%A9");
//! let Outcome::Found { value, params } = table.find(&Method::GET, &path) else { unreachable!() };
//! assert_eq!((*value, params.get(0)), ("read_item", "café"));
//!
//! let Outcome::WrongMethod { allow } = table.find(&Method::PUT, &path) else { unreachable!() };
//! assert_eq!(allow, "GET");
//! # Ok::<(), twinlane_web::TemplateError>(())
//! ```
//!
//! # Layout
//!
//! In the order in which a request passes through the modules:
//!
//! - [`path`]: the percent-decoded path, which is matched
//! - [`routing`]: the route of a request and the parameters in its path, or the reason why there is no route
//! - [`url`]: the requested URL, and the host in it
//! - [`redirect`]: the redirect for a missing or superfluous trailing slash, to `https` and to `www.`
//! - [`query`]: the pairs of the query string
//! - [`header`]: headers and cookies as parameters
//! - [`json`]: the content types that mean JSON
//! - [`form`]: the fields and files of a form
//! - [`status`]: the rules that a status sets for the rest of its response
//! - [`media_type`]: the header `Content-Type` of a response
//! - [`accept`]: the media types that a client accepts
//! - [`cors`]: the permissions of other origins
//! - [`hosts`]: the trusted hosts of an application
//! - [`origin`]: the origins of pages; [`csrf`]: requests that pages of other sites make
//! - [`security_headers`]: headers that limit what browsers may do with a response
//! - `compress`: responses in gzip, with the feature `gzip`
//! - [`rate_limit`]: limits of the requests of a client
//! - [`request_id`]: the id of a request in log lines
//! - `session`: sessions in signed cookies, with the feature `sessions`
//! - `choices`, `vary`, `plain_text`: code that these modules share
//! - `file`: [`ServedFile`], a file as a response
//! - [`embedded`]: files compiled into the program
//! - [`static_files`]: the files of a directory as responses
//! - `disk`: reading and writing files without blocking the event loop
//! - `set_cookie`: [`SetCookie`], a cookie of a response
//! - `body`: [`Body`], of requests and of responses
//! - `read`: [`Body::read`] and [`Pieces`], a body within limits
//! - `scan`: finding a slash or a percent sign

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod path;
pub mod routing;
pub mod url;
pub mod redirect;
pub mod query;
pub mod header;
pub mod json;
pub mod form;
pub mod status;
pub mod media_type;
pub mod accept;
pub mod cors;
pub mod hosts;
pub mod origin;
pub mod csrf;
pub mod security_headers;
#[cfg(feature = "gzip")]
pub mod compress;
pub mod rate_limit;
pub mod request_id;
#[cfg(feature = "sessions")]
pub mod session;
mod choices;
mod vary;
mod plain_text;
mod file;
pub mod embedded;
pub mod static_files;
mod disk;
mod set_cookie;
mod body;
mod read;
mod scan;

pub use body::Body;
pub use file::ServedFile;
pub use read::{Pieces, ReadError, ReadLimits};
pub use set_cookie::{SameSite, SetCookie};
pub use twinlane_path::{Convertor, Host, Part, PathTemplate, Scheme, Segment, TemplateError};

/// A request, with a [`Body`] unless stated otherwise.
pub type Request<B = Body> = http::Request<B>;

/// A response, with a [`Body`] unless stated otherwise.
pub type Response<B = Body> = http::Response<B>;

/// Any error, for causes that only a person can interpret.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
