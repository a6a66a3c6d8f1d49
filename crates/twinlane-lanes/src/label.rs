//! The names of what runs on the event loop.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

/// The name of a piece of work in the watchdog's log: `GET /items/{id} (read_item)`.
///
/// It is a number that identifies the text, so that setting it for each poll costs one store. Labels are never freed: make one
/// for each path operation, not one for each request. The same text gives the same label.
///
/// ```
/// let label = twinlane_lanes::Label::new("GET /items/{id} (read_item)");
/// assert_eq!(label.to_string(), "GET /items/{id} (read_item)");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Label(u32);

impl Label {
    /// Returns the label of this text.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self::intern(text.into(), None)
    }

    /// Returns the label of work that is not a path operation, with the advice that the log gives for it.
    ///
    /// The usual advice would be wrong there. `remedy` replaces it, for example `add it with "add_blocking"`.
    pub fn with_remedy(text: impl Into<Arc<str>>, remedy: &'static str) -> Self {
        Self::intern(text.into(), Some(remedy))
    }

    fn intern(text: Arc<str>, remedy: Option<&'static str>) -> Self {
        let mut labels = LABELS.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(&label) = labels.by_text.get(&text) {
            return label;
        }
        let label = Self(u32::try_from(labels.texts.len()).expect("fewer labels than memory"));
        labels.texts.push((Arc::clone(&text), remedy));
        labels.by_text.insert(text, label);
        label
    }

    /// Returns the text of the label.
    pub fn text(self) -> Arc<str> {
        let labels = LABELS.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&labels.texts[self.0 as usize].0)
    }

    /// The advice of the log, if it differs from that for a path operation.
    pub(crate) fn remedy(self) -> Option<&'static str> {
        let labels = LABELS.read().unwrap_or_else(PoisonError::into_inner);
        labels.texts[self.0 as usize].1
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Label").field(&self.text()).finish()
    }
}

/// The work that holds a worker's poll, as the watchdog sees it: one word in the worker's [pulse](crate::pulse).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Holder {
    /// Nothing has said what it is: a connection's own work, a task.
    Unlabelled,
    /// Work that may block: the program's main future while it sets things up, and our own making of threads.
    Excused,
    /// An `async fn`.
    Future(Label),
    /// A plain `fn` that was said to be short.
    InPlace(Label),
    /// A plain `fn` of the thread lane, for which the worker has stepped out of its runtime.
    SteppedOut(Label),
}

impl Holder {
    pub(crate) fn to_bits(self) -> u32 {
        match self {
            Self::Unlabelled => 0,
            Self::Excused => 1,
            Self::Future(label) => (label.0 + 1) << 2,
            Self::InPlace(label) => ((label.0 + 1) << 2) | 1,
            Self::SteppedOut(label) => ((label.0 + 1) << 2) | 2,
        }
    }

    pub(crate) fn from_bits(bits: u32) -> Self {
        match (bits >> 2, bits & 3) {
            (0, 0) => Self::Unlabelled,
            (0, _) => Self::Excused,
            (id, 0) => Self::Future(Label(id - 1)),
            (id, 1) => Self::InPlace(Label(id - 1)),
            (id, _) => Self::SteppedOut(Label(id - 1)),
        }
    }
}

#[derive(Default)]
struct Labels {
    /// With what the log says to do about it.
    texts: Vec<(Arc<str>, Option<&'static str>)>,
    by_text: HashMap<Arc<str>, Label>,
}

static LABELS: LazyLock<RwLock<Labels>> = LazyLock::new(RwLock::default);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_survives_its_bits() {
        let label = Label::new("GET /");
        for holder in [
            Holder::Unlabelled,
            Holder::Excused,
            Holder::Future(label),
            Holder::InPlace(label),
            Holder::SteppedOut(label),
        ] {
            assert_eq!(Holder::from_bits(holder.to_bits()), holder);
        }
    }

    #[test]
    fn the_same_text_is_the_same_label() {
        assert_eq!(Label::new("a"), Label::new(String::from("a")));
        assert_ne!(Label::new("a"), Label::new("b"));
    }
}
