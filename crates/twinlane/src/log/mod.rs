//! The log of a served application: a line an event, on standard error, and the access log on standard output.
//!
//! It is written with the feature `log`, which is on by default. Without it events go to the subscriber of [`tracing`] that the program has set, and
//! nowhere if it has set none.

mod causes;
#[cfg(feature = "log")]
mod line;
#[cfg(feature = "log")]
mod one_line;
#[cfg(feature = "log")]
mod output;
#[cfg(not(feature = "log"))]
mod silent;

pub(crate) use causes::Causes;
#[cfg(feature = "log")]
pub(crate) use output::start_of_program;
#[cfg(feature = "log")]
pub use output::{LogOptions, start};
#[cfg(not(feature = "log"))]
pub(crate) use silent::start_of_program;
