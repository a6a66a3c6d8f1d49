//! More connections than the server takes.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, timeout};
use tracing::warn;
use twinlane_lanes::{Guard, InFlight};

use crate::extras::Extras;
use crate::settings::Settings;
use crate::stream::Stream;

/// Counts the connections that are open, and refuses those beyond the limit.
pub(crate) struct Overload {
    /// The most connections that are served at a time.
    most: usize,
    /// The most that are being refused at a time: each takes a file descriptor while it is told so.
    most_refusals: usize,
    /// They are told so in clear HTTP.
    is_clear: bool,
    refusals: InFlight,
    /// Of the last line in the log.
    said: Option<Instant>,
    /// The number since then.
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
            said: None,
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
                // Whoever does not listen is not told.
                let _ = timeout(LONGEST_REFUSAL, refuse(stream, &response)).await;
            });
        }
        None
    }

    fn log(&mut self) {
        self.refused += 1;
        let now = Instant::now();
        if self.said.is_some_and(|said| now - said < BETWEEN_LINES) {
            return;
        }
        let (refused, most) = (self.refused, self.most);
        warn!(
            refused,
            max_connections = most,
            "connections are refused with 503: as many as may be are open (`--max-connections`, `ulimit -n`)"
        );
        self.said = Some(now);
        self.refused = 0;
    }
}

/// Files, connections to databases and the like need descriptors too.
const LEAST_SPARE: usize = 32;
const MOST_SPARE: usize = 256;
const BETWEEN_LINES: Duration = Duration::from_secs(10);
const LONGEST_REFUSAL: Duration = Duration::from_secs(1);

/// Reads a little of what was sent: closed with something unread, a connection is reset, and the response may be lost.
async fn refuse(mut stream: Stream, response: &[u8]) -> std::io::Result<()> {
    stream.write_all(response).await?;
    stream.shutdown().await?;
    let mut unread = [0; 4096];
    for _ in 0..MOST_DISCARDED {
        if stream.read(&mut unread).await? == 0 {
            break;
        }
    }
    Ok(())
}

const MOST_DISCARDED: usize = 16;

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
