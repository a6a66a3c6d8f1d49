//! The two sides of a wire.

/// The direction of the data that a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a wire has two sides")]
pub enum Mode {
    /// Data that a client sends.
    Input,
    /// Data that a client receives.
    Output,
}
