//! The log of a served application: one line for each event, on standard error, and the access log on standard output.
//!
//! The feature `log`, on by default, writes it. Without the feature, events go to the [`tracing`] subscriber of the program, if the program has set
//! one.

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
