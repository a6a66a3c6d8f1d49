//! Every macro, under every lint that is off by default: `public` as in a library, `private` as in a program.

pub mod public;
mod private;

/// The application.
pub fn app() -> twinlane::App {
    private::app()
}
