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
//! In the order in which a request meets them:
//!
//! - [`path`]: the path as it is matched, percent-decoded
//! - [`routing`]: which route it is, or why none; what the parameters in the path are
//! - [`url`]: the URL that was asked for, and the host in it
//! - [`redirect`]: the response to a path with a slash too many or too few
//! - [`query`]: the pairs of the query string
//! - [`header`]: headers and cookies as parameters
//! - [`json`]: whether a body says that it is JSON
//! - [`form`]: the fields and files of a form
//! - [`status`]: what a status says of the rest of its response
//! - [`media_type`]: the header that says what is sent
//! - [`accept`]: the media types that a client takes
//! - [`cors`]: what other origins may do
//! - [`hosts`]: the hosts that an application is known by
//! - [`origin`]: the origins of pages; [`csrf`]: requests that pages of other sites make
//! - [`security_headers`]: what browsers may do with a response
//! - `compress`: responses in gzip, with the feature `gzip`
//! - [`rate_limit`]: how many requests a client may send
//! - [`request_id`]: the id of a request in log lines
//! - `session`: sessions in signed cookies, with the feature `sessions`
//! - `choices`, `vary`, `plain_text`: what these have in common
//! - `file`: [`ServedFile`], a file as a response
//! - [`embedded`]: files that are in the program
//! - [`static_files`]: a directory whose files are answered with
//! - `disk`: files, without holding up the event loop
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

/// Any error, where only a person can tell what it means.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
