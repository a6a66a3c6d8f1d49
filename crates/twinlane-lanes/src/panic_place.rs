//! The places of panics, for those who show them to a developer.

use std::cell::RefCell;
use std::sync::Arc;

use crate::panicked::Panicked;

/// The place of a panic.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "made by whoever has a panic hook"
)]
pub struct PanicPlace {
    /// The file, the line and the column: `src/main.rs:12:5`.
    pub location: String,
    /// The backtrace, if one was captured.
    pub backtrace: Option<Arc<str>>,
}

thread_local! {
    /// The last one of this thread, with the message of its panic.
    static NOTED: RefCell<Option<(String, PanicPlace)>> = const { RefCell::new(None) };
}

impl PanicPlace {
    /// Notes the place of a panic with this message, in a panic hook: [`Panicked::catch`] finds it in the same thread.
    pub fn note(self, message: Option<&str>) {
        let message = message.unwrap_or(Panicked::NO_MESSAGE);
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
