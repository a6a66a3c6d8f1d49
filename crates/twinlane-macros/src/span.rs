//! Places for generated code.

use proc_macro2::Span;

/// The place of what the user wrote, for code that the macro wrote: errors point there, and lints leave it alone.
pub(crate) fn at(place: Span) -> Span {
    Span::call_site().located_at(place)
}
