//! Without the feature `log` a program has no log but its own.

use twinlane_server::Settings;

/// The events go to the subscriber of [`tracing`] that the program has, if any.
pub(crate) fn start_of_program(_: &Settings) {}
