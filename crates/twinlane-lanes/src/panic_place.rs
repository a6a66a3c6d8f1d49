//! The places of panics, for those who show them to a developer.

use std::cell::RefCell;
use std::sync::Arc;

/// The place of a panic.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PanicPlace {
    /// The file, the line and the column: `src/main.rs:12:5`.
    pub location: String,
    /// The backtrace, if one was captured.
    pub backtrace: Option<Arc<str>>,
}

/// Stands for the message of a panic that has none.
pub(crate) const NO_MESSAGE: &str = "a panic without a message";

thread_local! {
    /// The last one of this thread, with the message of its panic.
    static NOTED: RefCell<Option<(String, PanicPlace)>> = const { RefCell::new(None) };
}

impl PanicPlace {
    /// Makes a place without a backtrace.
    pub fn new(location: impl Into<String>) -> Self {
        Self {
            location: location.into(),
            backtrace: None,
        }
    }

    /// Stores the place of a panic with this message. Call it in a panic hook.
    ///
    /// [`Panicked::catch`](crate::Panicked::catch) finds the place in the same thread.
    pub fn note(self, message: Option<&str>) {
        let message = message.unwrap_or(NO_MESSAGE);
        let noted = Some((message.to_owned(), self));
        // A thread that ends has none any more.
        let _ = NOTED.try_with(|place| place.replace(noted));
    }

    /// The noted place of a panic with this message. One that was thrown on, and has met no hook, has another.
    pub(crate) fn take(message: &str) -> Option<Self> {
        let noted = NOTED.try_with(RefCell::take).ok()??;
        (noted.0 == message).then_some(noted.1)
    }
}
