//! The texts that Pydantic takes for numbers, moments, identifiers and addresses, and those that it writes.

pub(crate) mod base64;
pub(crate) mod encoded;
pub(crate) mod decimal;
pub(crate) mod email;
pub(crate) mod moment;
pub(crate) mod number;
