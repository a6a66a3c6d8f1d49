//! A panic as a value.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::busy::BusyMark;
use crate::panic_place::{NO_MESSAGE, PanicPlace};

/// A panic as an error: its message, and its place.
///
/// The panic hook has already printed both by the time that this value exists.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Panicked {
    /// The message of the panic.
    pub message: String,
    /// The place of the panic, if a hook has [noted](PanicPlace::note) it.
    pub place: Option<PanicPlace>,
}

impl Panicked {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            place: None,
        }
    }

    /// Calls a function, and returns a panic as an error.
    ///
    /// # Errors
    ///
    /// The function panicked.
    pub fn catch<T>(function: impl FnOnce() -> T) -> Result<T, Self> {
        catch_unwind(AssertUnwindSafe(function)).map_err(|payload| {
            BusyMark::note_panic();
            let mut panicked = Self::from_payload(&*payload);
            panicked.place = PanicPlace::take(&panicked.message);
            panicked
        })
    }

    /// Makes the error from the payload that [`catch_unwind`] or a [`JoinHandle`](std::thread::JoinHandle) returned.
    pub fn from_payload(payload: &(dyn Any + Send)) -> Self {
        let message = payload
            .downcast_ref::<&'static str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        Self::new(message.unwrap_or(NO_MESSAGE))
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "panicked: {}", self.message)
    }
}

impl std::error::Error for Panicked {}

/// Wraps a future so that a panic comes back as an error. It allocates nothing unless there is a panic.
///
/// A panic may leave values that the future shares with others half changed, as with any [`catch_unwind`]: a `std::sync::Mutex`
/// that it held is poisoned.
pub fn catch_panic<F: Future>(future: F) -> CatchPanic<F> {
    CatchPanic { future }
}

pin_project! {
    /// The future of [`catch_panic`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless they are awaited"]
    pub struct CatchPanic<F> {
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for CatchPanic<F> {
    type Output = Result<F::Output, Panicked>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let future = self.project().future;
        match Panicked::catch(|| future.poll(cx)) {
            Ok(polled) => polled.map(Ok),
            Err(panicked) => Poll::Ready(Err(panicked)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_has_the_place_that_was_noted_of_it_alone() {
        let place = PanicPlace {
            location: "a.rs:1:2".to_owned(),
            backtrace: None,
        };
        place.clone().note(Some("lost"));
        let lost = Panicked::catch(|| panic!("lost")).unwrap_err();
        assert_eq!(lost.place, Some(place.clone()));
        assert_eq!(Panicked::catch(|| panic!("lost")).unwrap_err().place, None);
        place.clone().note(Some("lost"));
        assert_eq!(Panicked::catch(|| panic!("other")).unwrap_err().place, None);
        assert_eq!(Panicked::catch(|| panic!("lost")).unwrap_err().place, None);
        place.clone().note(None);
        let silent = Panicked::catch(|| std::panic::panic_any(1)).unwrap_err();
        assert_eq!(silent.place, Some(place));
    }
}
