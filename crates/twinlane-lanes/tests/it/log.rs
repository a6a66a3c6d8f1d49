//! Reading the log.

use std::fmt::Write;
use std::sync::{Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// The lines of the watchdog's log so far, of all tests: look for a label of your own.
pub(crate) fn lines_with(label: &str) -> Vec<String> {
    let lines = LINES.lock().unwrap();
    lines
        .iter()
        .filter(|line| line.contains(label))
        .cloned()
        .collect()
}

/// Starts to keep the lines.
pub(crate) fn keep() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        twinlane_log_lines::ask_every_subscriber();
        let subscriber = tracing_subscriber::registry().with(Keep);
        #[expect(clippy::disallowed_methods, reason = "every subscriber is asked")]
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
}

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Keep;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Keep {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "twinlane::lanes" {
            assert_eq!(*event.metadata().level(), Level::WARN);
            let mut message = Message::default();
            event.record(&mut message);
            LINES.lock().unwrap().push(message.0);
        }
    }
}

#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            write!(self.0, "{value:?}").unwrap();
        }
    }
}
