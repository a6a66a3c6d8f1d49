//! The most that a client of HTTP/2 may ask of one connection.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use hyper::server::conn::http2::Builder;

use crate::http2::stream_task::StreamSpawner;
use crate::pace::PaceLimits;
use crate::quiet::QuietLimits;
use crate::settings::Settings;

/// Limits of all connections that speak HTTP/2, and what they count together.
pub(crate) struct Http2Limits {
    pub(crate) quiet: QuietLimits,
    date_header: bool,
    /// The limits of request bodies.
    pub(crate) bodies: PaceLimits,
    /// The limits of responses.
    pub(crate) writes: PaceLimits,
    /// The requests in flight, of all connections.
    pub(crate) requests: Arc<AtomicUsize>,
    pub(crate) most_requests: usize,
    pub(crate) max_headers: usize,
    max_streams: u32,
    max_header_size: u32,
}

impl Http2Limits {
    pub(crate) fn new(
        settings: &Settings,
        quiet: QuietLimits,
        (bodies, writes): (PaceLimits, PaceLimits),
    ) -> Self {
        Self {
            quiet,
            date_header: settings.date_header,
            bodies,
            writes,
            requests: Arc::default(),
            most_requests: settings.max_connections,
            max_headers: settings.max_headers,
            max_streams: settings.max_concurrent_streams,
            max_header_size: u32::try_from(settings.max_header_size).unwrap_or(u32::MAX),
        }
    }

    /// All that hyper lets us bound is bound here: its defaults may change, and are made for other servers.
    pub(crate) fn builder(&self, spawner: StreamSpawner) -> Builder<StreamSpawner> {
        let mut builder = Builder::new(spawner);
        builder
            .auto_date_header(self.date_header)
            .max_concurrent_streams(self.max_streams)
            .max_header_list_size(self.max_header_size)
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .max_send_buf_size(SEND_BUFFER)
            .max_frame_size(FRAME)
            .header_table_size(HEADER_TABLE)
            .max_pending_accept_reset_streams(UNSEEN_RESETS)
            .max_local_error_reset_streams(CLIENT_ERRORS);
        builder
    }
}

/// Bytes of the body of a request that nobody has read yet. A quarter of the connection's, so that one request that
/// is not read does not hold up the others.
const STREAM_WINDOW: u32 = 256 << 10;
const CONNECTION_WINDOW: u32 = 1 << 20;
/// Bytes of one response that the client has made room for, and its network has not taken.
const SEND_BUFFER: usize = 64 << 10;
const FRAME: u32 = 16 << 10;
const HEADER_TABLE: u32 = 4096;
/// Requests that are reset before the server has seen them.
const UNSEEN_RESETS: usize = 20;
/// Streams that the server resets because their client breaks the protocol.
const CLIENT_ERRORS: usize = 100;
