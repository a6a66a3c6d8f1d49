//! The facts that are shown of an error.

use std::fmt;

use twinlane_lanes::PanicPlace;

use super::secrets;
use crate::errors::{Error, HttpError};
use crate::exchange::Exchange;
use crate::handlers::FailedRequest as _;

/// An error, and the request that it came up in.
pub(super) struct Report {
    /// The message of the error.
    pub(super) message: String,
    /// The messages of its causes, each of which is the cause of the one before.
    pub(super) causes: Vec<String>,
    /// The error as a programmer prints it, if that says more. Those of some libraries have their backtrace in it.
    pub(super) details: Option<String>,
    /// The place of the panic that it is.
    pub(super) place: Option<PanicPlace>,
    /// The operation, if one was found.
    pub(super) operation: Option<Operation>,
    pub(super) request: Request,
}

/// The operation that the request has met.
pub(super) struct Operation {
    pub(super) name: String,
    /// Its file and line. Empty: nobody has written it.
    pub(super) place: &'static str,
}

/// The request, without its secrets.
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
}

/// The most bytes of what a programmer prints: it may be a whole table.
const MOST_DETAILS: usize = 64 << 10;

impl Report {
    pub(super) fn of(cx: &Exchange<'_>, error: &Error) -> Self {
        let panic = error.downcast_ref().and_then(HttpError::panic);
        let is_panic_or_unknown = error.downcast_ref::<HttpError>().is_some();
        let message = match panic {
            Some(panic) => format!("panicked: {}", panic.message),
            None if is_panic_or_unknown => "the log has the error".to_owned(),
            None => error.to_string(),
        };
        let details = (!is_panic_or_unknown).then(|| printed(error));
        Self {
            // The errors that are but a text are printed in quotes.
            details: details
                .filter(|details| *details != message && *details != format!("{message:?}")),
            message,
            causes: causes(error),
            place: panic.and_then(|panic| panic.place.clone()),
            operation: cx.found.map(|(function, _)| Operation {
                name: function.name.to_string(),
                place: function.place,
            }),
            request: Request::of(cx),
        }
    }
}

impl Request {
    fn of(cx: &Exchange<'_>) -> Self {
        let headers = cx.parts.headers.iter().map(|(name, value)| {
            let is_secret = value.is_sensitive() || secrets::is_secret(name.as_str());
            let value = if is_secret {
                secrets::MASK.into()
            } else {
                String::from_utf8_lossy(value.as_bytes())
            };
            // Proxies say the URL that was asked, `Referer` the one before.
            (name.to_string(), secrets::masked_url(&value))
        });
        Self {
            method: cx.parts.method.to_string(),
            url: secrets::masked_url(&cx.request().url()),
            headers: headers.collect(),
        }
    }
}

fn causes(error: &Error) -> Vec<String> {
    let first = error.as_std().source();
    let causes = std::iter::successors(first, |cause| cause.source());
    causes.map(ToString::to_string).collect()
}

fn printed(error: &Error) -> String {
    let mut printed = format!("{:#?}", error.as_std());
    if printed.len() > MOST_DETAILS {
        let end = (0..=MOST_DETAILS).rfind(|&end| printed.is_char_boundary(end));
        printed.truncate(end.unwrap_or_default());
        printed.push_str("\n...");
    }
    printed
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if self.place.is_empty() {
            return Ok(());
        }
        write!(f, ", {}", self.place)
    }
}

/// The error for a client that shows no pages.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.message)?;
        for cause in &self.causes {
            writeln!(f, "caused by: {cause}")?;
        }
        if let Some(place) = &self.place {
            writeln!(f, "at {}", place.location)?;
        }
        if let Some(operation) = &self.operation {
            writeln!(f, "in {operation}")?;
        }
        if let Some(details) = &self.details {
            writeln!(f, "\n{details}")?;
        }
        match self
            .place
            .as_ref()
            .and_then(|place| place.backtrace.as_ref())
        {
            Some(backtrace) => writeln!(f, "\n{backtrace}"),
            None => Ok(()),
        }
    }
}
