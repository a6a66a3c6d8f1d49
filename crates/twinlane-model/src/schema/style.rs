//! The places where schemas stand.

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
