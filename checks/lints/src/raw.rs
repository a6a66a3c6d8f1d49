//! Names that are words of Rust, and a type that a macro of the user's writes.

use twinlane::prelude::*;

/// A dependency.
#[dependency]
pub fn r#type(number: Option<u8>) -> u8 {
    number.into_iter().sum()
}

/// An operation.
///
/// # Errors
///
/// Always.
#[get("/raw")]
pub fn r#move(r#type: Depends<r#type>) -> core::result::Result<String, Missing> {
    Err(Missing { r#type: *r#type })
}

/// The error, which says nothing of its field.
#[derive(Debug, ApiError, Clone, Copy)]
#[error(status = 404, detail = "No such thing")]
pub struct Missing {
    r#type: u8,
}

macro_rules! tea {
    ($field:ident, $body:expr) => {
        /// Its field and its body are the caller's.
        #[derive(Debug, ApiError, Clone, Copy)]
        #[error(status = 418, body = $body)]
        pub struct Tea {
            $field: u8,
        }
    };
}

tea!(cups, json!({ "tea": cups }));

/// The two.
#[must_use]
pub const fn errors(number: u8) -> (Missing, Tea) {
    (Missing { r#type: number }, Tea { cups: number })
}
