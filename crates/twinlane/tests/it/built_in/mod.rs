//! The middleware that is built in.

mod authentication;
mod cors;
#[cfg(feature = "websockets")]
mod csrf;
#[cfg(feature = "gzip")]
mod gzip;
mod hosts;
mod mistakes;
mod rate_limit;
mod request_ids;
mod security_headers;
