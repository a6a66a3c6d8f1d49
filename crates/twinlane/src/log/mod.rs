//! The log of a served application: a line an event, on standard error.

mod causes;
mod one_line;

use std::env::VarError;
use std::io::IsTerminal;

use tracing::level_filters::LevelFilter;
use tracing::{Subscriber, warn};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::Registry;
use twinlane_server::LogLevel;

use crate::panic_hook;
pub(crate) use causes::Causes;
use one_line::OneLine;

/// Starts the log: events from this level on go to standard error, a line each, whatever is in their texts. So do panics, since what a
/// client sent may be in their messages.
///
/// [`App::serve`](crate::App::serve) does it, with the level of `--log-level`. If the variable `RUST_LOG` is set, it decides instead, by
/// targets: `RUST_LOG=info,shop=debug,twinlane=warn`. A text that is none gets a WARN line, and the level stays. A log or a panic hook
/// that the program has set up stays as it is.
pub fn start(level: LogLevel) {
    panic_hook::install();
    let (targets, unreadable) = match std::env::var("RUST_LOG") {
        Ok(text) => targets(&text, level),
        Err(VarError::NotPresent) => (of_level(level), None),
        Err(error) => (of_level(level), Some(error.to_string())),
    };
    let log = subscriber(targets, std::io::stderr().is_terminal(), std::io::stderr);
    // A program that has its own log keeps it.
    let _ = tracing::subscriber::set_global_default(log);
    if let Some(reason) = unreadable {
        warn!("RUST_LOG is not used: {reason}: write it as in `info,shop=debug`");
    }
}

/// What is logged if `RUST_LOG` has this text, and the reason if the text is not used.
fn targets(text: &str, level: LogLevel) -> (Targets, Option<String>) {
    if text.trim().is_empty() {
        return (of_level(level), None);
    }
    match text.parse() {
        Ok(targets) => (targets, None),
        Err(error) => (of_level(level), Some(format!("{error}"))),
    }
}

fn of_level(level: LogLevel) -> Targets {
    Targets::new().with_default(match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Trace => LevelFilter::TRACE,
    })
}

fn subscriber<W>(targets: Targets, ansi: bool, writer: W) -> impl Subscriber
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    // Below the lowest level of all targets, an event ends at one comparison: its place in the code is not asked.
    let lowest = Layer::<Registry>::max_level_hint(&targets).unwrap_or(LevelFilter::TRACE);
    tracing_subscriber::fmt()
        .with_max_level(lowest)
        .with_writer(writer)
        .with_ansi(ansi)
        .fmt_fields(OneLine)
        .finish()
        .with(targets)
}

#[cfg(test)]
mod tests {
    use std::error::Error as StdError;
    use std::fmt;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::error::Error;

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

    #[test]
    fn what_no_target_logs_ends_at_its_level() {
        for (text, lowest) in [
            ("", LevelFilter::WARN),
            ("off", LevelFilter::OFF),
            ("info,shop=debug", LevelFilter::DEBUG),
            ("trace,shop=error", LevelFilter::TRACE),
        ] {
            let (targets, _) = targets(text, LogLevel::Warn);
            let log = subscriber(targets, false, std::io::sink);
            assert_eq!(log.max_level_hint(), Some(lowest), "{text}");
        }
    }

    const FORGED: &str =
        "x\r\n2026-01-01T00:00:00Z  INFO forged: all is well\u{2028}\u{1b}[2K\u{202e}";

    fn logged(ansi: bool, log: impl FnOnce()) -> String {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = subscriber(of_level(LogLevel::Trace), ansi, move || writer.clone());
        tracing::subscriber::with_default(subscriber, log);
        let bytes = lines.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_variable_decides_by_targets() {
        let enabled = |text: &str| {
            let (targets, unreadable) = targets(text, LogLevel::Warn);
            let is_enabled = |target: &str| {
                [
                    tracing::Level::ERROR,
                    tracing::Level::WARN,
                    tracing::Level::DEBUG,
                ]
                .map(|level| targets.would_enable(target, &level))
            };
            (is_enabled("shop::items"), is_enabled("other"), unreadable)
        };
        assert_eq!(
            enabled("info,shop=debug"),
            ([true; 3], [true, true, false], None)
        );
        assert_eq!(
            enabled("shop=error"),
            ([true, false, false], [false; 3], None)
        );
        for nothing in ["", "  "] {
            assert_eq!(
                enabled(nothing),
                ([true, true, false], [true, true, false], None)
            );
        }
        let (shop, other, unreadable) = enabled("shop=loud");
        assert_eq!((shop, other), ([true, true, false], [true, true, false]));
        assert!(unreadable.is_some());
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
