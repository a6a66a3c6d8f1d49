//! Fields of events and spans that cannot forge a line of the log.

use std::error::Error as StdError;
use std::fmt;

use tracing::field::{Field, Visit};
use tracing_subscriber::field::{RecordFields, VisitOutput};
use tracing_subscriber::fmt::FormatFields;
use tracing_subscriber::fmt::format::{DefaultVisitor, Writer};
use twinlane_server::write_escaped;

use super::causes::WithCauses;

/// Writes the fields of events and spans as usual, but for characters that could forge a line.
pub(super) struct OneLine;

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
