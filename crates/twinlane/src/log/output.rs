//! The output of the log: the subscriber of [`tracing`] that a program has.

use std::env::VarError;
use std::io::IsTerminal;

use tracing::level_filters::LevelFilter;
use tracing::{Subscriber, warn};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::Registry;
use twinlane_server::{LogLevel, Settings};

use super::line::{Line, Outputs};
use super::one_line::OneLine;
use crate::panic_hook;

/// The level and the colours of a log, for [`start`]. A [`LogLevel`] or [`Settings`] can be given instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogOptions {
    /// The least important events that are logged.
    pub level: LogLevel,
    /// True if lines have colours. `None`, the default, uses colours if the output is a terminal.
    pub use_colors: Option<bool>,
}

impl From<LogLevel> for LogOptions {
    fn from(level: LogLevel) -> Self {
        let use_colors = None;
        Self { level, use_colors }
    }
}

/// The options of a command line: `--log-level` and `--use-colors`.
impl From<&Settings> for LogOptions {
    fn from(settings: &Settings) -> Self {
        Self {
            level: settings.log_level,
            use_colors: settings.use_colors,
        }
    }
}

/// Starts the log: events of this level and above go to standard error, one line each.
///
/// [`App::serve`](crate::App::serve) calls this function with the options of the command line. Text of events and panics is escaped, so that text of
/// a client cannot start a new line. Panics go to standard error too.
///
/// If the variable `RUST_LOG` is set, it decides about the level instead, by targets: `RUST_LOG=info,shop=debug,twinlane=warn`. An invalid `RUST_LOG`
/// is a WARN line, and the level stays. A log or a panic hook that the program has set stays in place.
///
/// The access log has the target `twinlane::access`. Its lines are those of Uvicorn, on standard output:
///
/// ```text
/// INFO:     127.0.0.1:54321 - "GET /items/5?q=x HTTP/1.1" 200 OK
/// ```
///
/// While an application is served, requests do not wait for the log: threads write the lines. If an output is blocked (a pipe that nobody reads),
/// lines beyond a mebibyte are dropped. When the output works again, a WARN line has their number. A program that ends by [`std::process::exit`] may
/// lose its last lines. A program that returns from `#[twinlane::main]` waits for them, for one second at most.
pub fn start(options: impl Into<LogOptions>) {
    let LogOptions { level, use_colors } = options.into();
    panic_hook::install();
    let (targets, unreadable) = match std::env::var("RUST_LOG") {
        Ok(text) => targets(&text, level),
        Err(VarError::NotPresent) => (of_level(level), None),
        Err(error) => (of_level(level), Some(error.to_string())),
    };
    let colors = Colors {
        errors: use_colors.unwrap_or_else(|| std::io::stderr().is_terminal()),
        access: use_colors.unwrap_or_else(|| std::io::stdout().is_terminal()),
    };
    let log = subscriber(targets, colors, Outputs);
    // A program that has its own log keeps it.
    #[expect(clippy::disallowed_methods, reason = "it is the log of the process")]
    let _ = tracing::subscriber::set_global_default(log);
    if let Some(reason) = unreadable {
        warn!("RUST_LOG is not used: {reason}: write it as in `info,shop=debug`");
    }
}

/// The log of a program that reads these settings from its command line.
pub(crate) fn start_of_program(settings: &Settings) {
    start(settings);
}

/// True for an output whose lines have colours.
#[derive(Debug, Clone, Copy)]
struct Colors {
    errors: bool,
    access: bool,
}

/// The events that are logged if `RUST_LOG` has this text, and the reason if the text is not used.
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

fn subscriber<W>(targets: Targets, colors: Colors, writer: W) -> impl Subscriber
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    // Below the lowest level of all targets, an event ends at one comparison: its place in the code is not asked.
    let lowest = Layer::<Registry>::max_level_hint(&targets).unwrap_or(LevelFilter::TRACE);
    tracing_subscriber::fmt()
        .with_max_level(lowest)
        .with_writer(writer)
        .with_ansi(colors.errors)
        .fmt_fields(OneLine)
        .event_format(Line {
            access_colors: colors.access,
            others: tracing_subscriber::fmt::format().with_ansi(colors.errors),
        })
        .finish()
        .with(targets)
}

#[cfg(test)]
mod tests {
    use std::error::Error as StdError;

    use twinlane_log_lines::LogLines;

    use super::*;

    #[test]
    fn what_no_target_logs_ends_at_its_level() {
        for (text, lowest) in [
            ("", LevelFilter::WARN),
            ("off", LevelFilter::OFF),
            ("info,shop=debug", LevelFilter::DEBUG),
            ("trace,shop=error", LevelFilter::TRACE),
        ] {
            let (targets, _) = targets(text, LogLevel::Warn);
            let log = subscriber(
                targets,
                Colors {
                    errors: false,
                    access: false,
                },
                std::io::sink,
            );
            assert_eq!(log.max_level_hint(), Some(lowest), "{text}");
        }
    }

    const FORGED: &str =
        "x\r\n2026-01-01T00:00:00Z  INFO forged: all is well\u{2028}\u{1b}[2K\u{202e}";

    fn logged(ansi: bool, log: impl FnOnce()) -> String {
        let lines = LogLines::default();
        let writer = lines.clone();
        let colors = Colors {
            errors: ansi,
            access: ansi,
        };
        let subscriber = subscriber(of_level(LogLevel::Trace), colors, move || writer.clone());
        let _log = twinlane_log_lines::set_default(subscriber);
        log();
        lines.take()
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

    fn access(ansi: bool) -> String {
        logged(ansi, || {
            let span = tracing::error_span!("request", id = "7");
            tracing::info!(target: "twinlane::access", "1.2.3.4:5 - \"GET /x HTTP/1.1\" 404 Not Found");
            let _within = span.enter();
            tracing::info!(target: "twinlane::access", " - \"GET /\\\"x HTTP/1.1\" 599 ");
            tracing::debug!(target: "twinlane::access", "1.2.3.4:5 - \"GET /livez HTTP/1.1\" 200 OK");
        })
    }

    #[test]
    fn the_access_log_is_uvicorns() {
        let plain = "\
INFO:     1.2.3.4:5 - \"GET /x HTTP/1.1\" 404 Not Found
INFO:      - \"GET /\\\"x HTTP/1.1\" 599  request{id=\"7\"}
DEBUG:    1.2.3.4:5 - \"GET /livez HTTP/1.1\" 200 OK request{id=\"7\"}
";
        assert_eq!(access(false), plain);
        let colored = access(true);
        let first = colored.lines().next().unwrap();
        assert_eq!(
            first,
            "\u{1b}[32mINFO\u{1b}[0m:     1.2.3.4:5 - \"\u{1b}[1mGET /x HTTP/1.1\u{1b}[0m\" \u{1b}[31m404 Not Found\u{1b}[0m"
        );
        let last = colored.lines().last().unwrap();
        assert!(
            last.starts_with("\u{1b}[36mDEBUG\u{1b}[0m:    1.2.3.4:5 - "),
            "{last}"
        );
    }
}
