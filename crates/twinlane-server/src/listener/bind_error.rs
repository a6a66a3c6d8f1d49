//! The error for addresses and sockets that a server cannot listen on.

use std::fmt;
use std::io;

use crate::listener::ListenAddress;

/// The addresses and sockets that a server cannot listen on, each with its remedy.
#[derive(Debug)]
#[non_exhaustive]
pub struct BindError {
    /// The mistakes: at least one.
    pub mistakes: Vec<BindMistake>,
}

/// One address or socket that a server cannot listen on.
#[derive(Debug)]
#[non_exhaustive]
pub struct BindMistake {
    /// The address or socket, as in the settings: `127.0.0.1:8000`, `unix socket /run/shop.sock`, `file descriptor 3`.
    pub place: String,
    /// The remedy.
    pub advice: String,
    /// The reason, from the operating system or from a check of the server.
    pub source: io::Error,
}

impl BindError {
    /// # Errors
    ///
    /// These mistakes, if there are any.
    pub(super) fn unless_empty(mistakes: Vec<BindMistake>) -> Result<(), Self> {
        if mistakes.is_empty() {
            Ok(())
        } else {
            Err(Self { mistakes })
        }
    }
}

/// Displays the remedies. The reason of a single mistake is the [`source`](std::error::Error::source); several mistakes are
/// displayed with their reasons.
impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [mistake] = &self.mistakes[..] {
            return write!(f, "cannot listen on {}: {}", mistake.place, mistake.advice);
        }
        write!(f, "cannot listen on {} places:", self.mistakes.len())?;
        for mistake in &self.mistakes {
            let BindMistake {
                place,
                advice,
                source,
            } = mistake;
            write!(f, "\n- {place}: {advice} ({source})")?;
        }
        Ok(())
    }
}

impl std::error::Error for BindError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.mistakes[..] {
            [mistake] => Some(&mistake.source),
            _ => None,
        }
    }
}

impl BindMistake {
    pub(super) fn new(place: impl fmt::Display, advice: &str, source: io::Error) -> Self {
        Self {
            place: place.to_string(),
            advice: advice.to_owned(),
            source,
        }
    }

    /// A mistake with a reason of our own.
    #[cfg(unix)]
    pub(super) fn because(place: impl fmt::Display, advice: &str, reason: &str) -> Self {
        Self::new(place, advice, io::Error::other(reason.to_owned()))
    }

    /// The mistake of an address of TCP.
    pub(super) fn of_tcp(place: impl fmt::Display, source: io::Error) -> Self {
        let advice = match source.kind() {
            io::ErrorKind::AddrInUse => {
                "stop the program that listens there, or choose another `--port`"
            }
            io::ErrorKind::PermissionDenied => "choose a `--port` from 1024 up",
            io::ErrorKind::AddrNotAvailable => {
                "choose a `--host` that is an address of this machine"
            }
            _ => "choose another `--host` or `--port`, or mend the cause",
        };
        Self::new(place, advice, source)
    }

    /// The mistake of a socket that was bound, and on which nobody may listen after all.
    pub(super) fn of_listening(place: &ListenAddress, source: io::Error) -> Self {
        match place {
            ListenAddress::Tcp { address, .. } => Self::of_tcp(address, source),
            other => Self::new(other, "mend the cause", source),
        }
    }
}
