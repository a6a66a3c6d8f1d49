//! Every macro, under every lint that is off by default: `public` as in a library, `private` as in a program.

// Code that the macros write must not allow what a user forbids. Two attributes still do: one above a function of the user's, for lints of
// clippy that its signature would break, and one around an item with deprecated parts (`old`).
#![forbid(
    dead_code,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unreachable_code,
    unreachable_patterns,
    unused_imports,
    unused_mut,
    unused_variables,
    clippy::inline_always,
    clippy::needless_borrow,
    clippy::needless_borrows_for_generic_args
)]

pub mod old;
pub mod public;
pub mod raw;
mod private;

/// The application.
pub fn app() -> twinlane::App {
    private::app()
}
