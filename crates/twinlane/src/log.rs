//! The log that a served application has, and what is written of errors.

use std::error::Error as StdError;
use std::fmt;

use tracing::Subscriber;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::field::{RecordFields, VisitOutput};
use tracing_subscriber::fmt::format::{DefaultVisitor, Writer};
use tracing_subscriber::fmt::{FormatFields, MakeWriter};
use twinlane_server::{LogText, write_escaped};

use crate::error::Error;

/// A log of a line an event, whatever is in its texts.
pub(crate) fn subscriber<W>(level: LevelFilter, ansi: bool, writer: W) -> impl Subscriber
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(writer)
        .with_ansi(ansi)
        .fmt_fields(OneLine)
        .finish()
}

/// An error for the log: its message and its causes, in one line.
pub(crate) struct Causes<'e>(pub(crate) &'e Error);

impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        LogText(WithCauses(self.0.as_std())).fmt(f)
    }
}

struct WithCauses<'e>(&'e (dyn StdError + 'static));

impl fmt::Display for WithCauses<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, "; caused by: {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

/// Writes the fields of events and spans as usual, but for characters that could forge a line.
struct OneLine;

impl<'w> FormatFields<'w> for OneLine {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'w>, fields: R) -> fmt::Result {
        let mut escaping = Escaping(DefaultVisitor::new(writer, true));
        fields.record(&mut escaping);
        escaping.0.finish()
    }
}

struct Escaping<'w>(DefaultVisitor<'w>);

impl Visit for Escaping<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.record_debug(field, &Escaped(value));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn StdError + 'static)) {
        self.record_debug(field, &format_args!("{}", WithCauses(value)));
    }
}

struct Escaped<'v>(&'v dyn fmt::Debug);

impl fmt::Debug for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct To<'a, 'f>(&'a mut fmt::Formatter<'f>);
        impl fmt::Write for To<'_, '_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                write_escaped(self.0, text)
            }
        }
        fmt::write(&mut To(f), format_args!("{:?}", self.0))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    const FORGED: &str =
        "x\r\n2026-01-01T00:00:00Z  INFO forged: all is well\u{2028}\u{1b}[2K\u{202e}";

    fn logged(ansi: bool, log: impl FnOnce()) -> String {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = subscriber(LevelFilter::TRACE, ansi, move || writer.clone());
        tracing::subscriber::with_default(subscriber, log);
        let bytes = lines.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn no_text_of_an_event_or_a_span_begins_a_line() {
        let error = std::io::Error::other(FORGED);
        let text = logged(false, || {
            let span = tracing::info_span!("request", path = FORGED, shown = %FORGED, later = tracing::field::Empty);
            let _within = span.enter();
            span.record("later", tracing::field::display(FORGED));
            tracing::error!(name = %FORGED, debug = ?FORGED, text = FORGED, "it failed: {FORGED}");
            tracing::error!(error = &error as &dyn StdError, "{FORGED}");
            tracing::error!("a plain line");
        });
        assert_eq!(text.lines().count(), 3, "{text}");
        let clean = |character: char| character == '\n' || !character.is_control();
        assert!(text.chars().all(clean), "{text:?}");
        assert!(!text.contains(['\u{2028}', '\u{202e}']), "{text:?}");
        assert!(text.contains(r"it failed: x\r\n2026-01-01"), "{text}");
        assert!(text.contains(r"shown=x\r\n2026"), "{text}");
        assert!(text.contains(r"error=x\r\n2026"), "{text}");
    }

    #[test]
    fn colours_are_those_of_the_log_alone() {
        let coloured = logged(true, || tracing::error!(name = %"a", "said"));
        let forged = logged(
            true,
            || tracing::error!(name = %"\u{1b}[31ma", "said\u{1b}[31m"),
        );
        assert!(coloured.contains('\u{1b}'));
        let count = |text: &str| text.matches('\u{1b}').count();
        assert_eq!(count(&coloured), count(&forged), "{forged:?}");
    }

    #[test]
    fn an_error_and_its_causes_are_one_line() {
        #[derive(Debug)]
        struct Outer(std::io::Error);
        impl fmt::Display for Outer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("outer")
            }
        }
        impl StdError for Outer {
            fn source(&self) -> Option<&(dyn StdError + 'static)> {
                Some(&self.0)
            }
        }
        let error = Error::from(Outer(std::io::Error::other("a\nb")));
        assert_eq!(Causes(&error).to_string(), r"outer; caused by: a\nb");
        let long = Error::msg("m".repeat(1_000_000));
        assert!(Causes(&long).to_string().len() < 20_000);
    }
}
