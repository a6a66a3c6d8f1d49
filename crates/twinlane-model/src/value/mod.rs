//! Values that are written as JSON is.

pub(crate) mod encoded;
mod encoder;
mod json_macro;

pub use encoder::jsonable_encoder;
