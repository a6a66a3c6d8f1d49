//! More connections than the server takes.

use std::sync::Arc;

use tracing::warn;
use twinlane_lanes::{Guard, InFlight, LinePace};

use crate::extras::Extras;
use crate::refusal::refuse;
use crate::settings::Settings;
use crate::stream::Stream;

/// Counts the connections that are open, and refuses those beyond the limit.
pub(crate) struct Overload {
    /// The most connections that are served at a time.
    most: usize,
    /// The most that are being refused at a time: each takes a file descriptor while it is told so.
    most_refusals: usize,
    /// True if they are told so in clear HTTP.
    is_clear: bool,
    refusals: InFlight,
    lines: LinePace,
    /// The number since the last line.
    refused: usize,
    response: Arc<[u8]>,
}

impl Overload {
    pub(crate) fn new(settings: &Settings, extras: Option<&Extras>) -> Self {
        let (most, spare) = match most_files() {
            None => (settings.max_connections, LEAST_SPARE),
            Some(files) => {
                let spare = (files / 4).clamp(LEAST_SPARE, MOST_SPARE);
                let most = files.saturating_sub(spare).max(1);
                (settings.max_connections.min(most), spare)
            }
        };
        Self {
            most,
            most_refusals: spare / 2,
            is_clear: settings.is_clear(),
            refusals: InFlight::new(),
            lines: LinePace::default(),
            refused: 0,
            response: response(extras),
        }
    }

    /// The most connections that are served at a time.
    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// The connection with a guard that counts it as open, or `None`: it is being refused. Within TLS it is closed: a handshake would cost
    /// as much as serving it.
    pub(crate) fn admit(&mut self, stream: Stream, open: &InFlight) -> Option<(Stream, Guard)> {
        if open.count() < self.most {
            return Some((stream, open.track()));
        }
        self.log();
        if self.is_clear && self.refusals.count() < self.most_refusals {
            let guard = self.refusals.track();
            let response = Arc::clone(&self.response);
            tokio::spawn(async move {
                let _guard = guard;
                // A client that does not listen is not told.
                refuse(stream, &response).await;
            });
        }
        None
    }

    fn log(&mut self) {
        self.refused += 1;
        if !self.lines.is_due() {
            return;
        }
        let (refused, most) = (self.refused, self.most);
        warn!(
            refused,
            max_connections = most,
            "connections are refused with 503: the limit of open connections is reached (`--max-connections`, `ulimit -n`)"
        );
        self.refused = 0;
    }
}

/// Files, connections to databases and the like need descriptors too.
const LEAST_SPARE: usize = 32;
const MOST_SPARE: usize = 256;

fn response(extras: Option<&Extras>) -> Arc<[u8]> {
    let headers = extras.map(Extras::header_lines).unwrap_or_default();
    [STATUS_LINE, &headers, REFUSAL].concat().into()
}

const STATUS_LINE: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\n";

const REFUSAL: &[u8] = b"\
    content-type: text/plain; charset=utf-8\r\n\
    content-length: 28\r\n\
    retry-after: 1\r\n\
    connection: close\r\n\
    \r\n\
    Too many connections for now";

/// The most files that this process may have open.
#[cfg(unix)]
fn most_files() -> Option<usize> {
    use rustix::process::{Resource, getrlimit};
    let most = getrlimit(Resource::Nofile).current?;
    usize::try_from(most).ok()
}

#[cfg(not(unix))]
fn most_files() -> Option<usize> {
    None
}
