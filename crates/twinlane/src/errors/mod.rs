//! Errors by their owner: the client's ([`HttpError`], the 422 list) and the application's ([`Error`]).
//!
//! The operator's and the programmer's mistakes are found at startup: see [`BuildError`](crate::error::BuildError).

mod application;
mod http_error;
mod into_status;
mod of_lanes;
mod or_status;
mod problems;
mod sent_body;
mod validation;

pub use application::{AnyError, Error, InternalError, Result};
#[cfg(feature = "batches")]
pub(crate) use application::{Conversion, Converted};
pub use http_error::HttpError;
pub use into_status::IntoStatus;
#[cfg(feature = "batches")]
pub(crate) use of_lanes::too_busy;
pub(crate) use of_lanes::{GivenUp, panicked, refused};
pub use or_status::OrStatus;
pub(crate) use problems::Problems;
pub(crate) use sent_body::SentBody;
pub use validation::RequestValidationError;
