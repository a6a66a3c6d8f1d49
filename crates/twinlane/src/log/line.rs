//! The lines of the log: those of the access log as Uvicorn writes them, all others as `tracing` does.

use std::fmt;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::fmt::format::{Format, FormatEvent, FormatFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormattedFields, MakeWriter};
use tracing_subscriber::registry::{LookupSpan, Scope};
use twinlane_lanes::LineQueue;

use crate::log_output;

/// The format of all lines.
pub(super) struct Line {
    pub(super) access_colors: bool,
    pub(super) others: Format,
}

/// The queue of each line: standard output for the access log, standard error for all others.
pub(super) struct Outputs;

impl<'w> MakeWriter<'w> for Outputs {
    type Writer = &'static LineQueue;

    fn make_writer(&'w self) -> &'static LineQueue {
        log_output::errors()
    }

    fn make_writer_for(&'w self, metadata: &Metadata<'_>) -> &'static LineQueue {
        if metadata.target() == ACCESS {
            log_output::access()
        } else {
            log_output::errors()
        }
    }
}

/// The target of the server's access log.
const ACCESS: &str = "twinlane::access";

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        ctx: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if event.metadata().target() != ACCESS {
            return self.others.format_event(ctx, writer, event);
        }
        let mut access = AccessLine {
            writer: writer.by_ref(),
            level: *event.metadata().level(),
            colors: self.access_colors,
            written: Ok(()),
        };
        event.record(&mut access);
        access.written?;
        // The request's, if it has one: its id.
        for span in ctx.event_scope().into_iter().flat_map(Scope::from_root) {
            write!(writer, " {}", span.name())?;
            let extensions = span.extensions();
            if let Some(fields) = extensions.get::<FormattedFields<N>>()
                && !fields.is_empty()
            {
                write!(writer, "{{{fields}}}")?;
            }
        }
        writer.write_char('\n')
    }
}

/// Writes the message of a line of the access log.
struct AccessLine<'w> {
    writer: Writer<'w>,
    level: Level,
    colors: bool,
    written: fmt::Result,
}

impl Visit for AccessLine<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.written = if self.colors {
                self.write_colored(&format!("{value:?}"))
            } else {
                let (name, space) = self.level();
                write!(self.writer, "{name}:{space}{value:?}")
            };
        }
    }
}

impl AccessLine<'_> {
    /// The name of the level, and the space after its colon, so that all lines begin at one column.
    fn level(&self) -> (&'static str, &'static str) {
        let name = self.level.as_str();
        let space = "         ".get(name.len()..).unwrap_or(" ");
        (name, space)
    }

    /// In Uvicorn's colours: the level green, or cyan for a probe's, the request bold, the status by its first digit.
    fn write_colored(&mut self, line: &str) -> fmt::Result {
        let (name, space) = self.level();
        let color = if self.level == Level::DEBUG { 36 } else { 32 };
        let writer = &mut self.writer;
        write!(writer, "\u{1b}[{color}m{name}\u{1b}[0m:{space}")?;
        let parts = line.split_once('"').and_then(|(client, rest)| {
            let (request, status) = rest.rsplit_once("\" ")?;
            Some((client, request, status))
        });
        let Some((client, request, status)) = parts else {
            return writer.write_str(line);
        };
        let color = match status.as_bytes().first() {
            Some(b'1') => 97,
            Some(b'2') => 32,
            Some(b'3') => 33,
            Some(b'4') => 31,
            _ => 91,
        };
        write!(
            writer,
            "{client}\"\u{1b}[1m{request}\u{1b}[0m\" \u{1b}[{color}m{status}\u{1b}[0m"
        )
    }
}
