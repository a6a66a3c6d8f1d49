//! A log that a test can read.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span;
use tracing::subscriber::DefaultGuard;

/// Keeps the messages of a target and those within it.
#[derive(Clone)]
pub(crate) struct Lines {
    target: &'static str,
    text: Arc<Mutex<String>>,
}

impl Lines {
    /// Keeps what this thread logs, until the guard is dropped.
    pub(crate) fn keep(target: &'static str) -> (Self, DefaultGuard) {
        let text = Arc::default();
        let lines = Self { target, text };
        let log = twinlane_log_lines::set_default(lines.clone());
        (lines, log)
    }

    pub(crate) fn text(&self) -> String {
        self.text.lock().unwrap().clone()
    }
}

impl tracing::Subscriber for Lines {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with(self.target)
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Message(&mut self.text.lock().unwrap()));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Message<'a>(&'a mut String);

impl Visit for Message<'_> {
    fn record_debug(&mut self, _: &Field, value: &dyn fmt::Debug) {
        writeln!(self.0, "{value:?}").unwrap();
    }
}
