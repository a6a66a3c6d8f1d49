//! Which side of the wire a schema is for, and where it stands.

/// Which side of the wire a schema is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a wire has two sides")]
pub enum Mode {
    /// What a client sends.
    Input,
    /// What it receives.
    Output,
}

/// The three places where schemas stand, and their habits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// In `components/schemas`: FastAPI writes every bound as a float.
    Component,
    /// In the description of an operation.
    Parameter,
    /// In a document of its own: a default of `null` is shown.
    Alone,
}
