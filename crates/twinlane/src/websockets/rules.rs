//! The limits of an operation's connections.

use std::sync::Arc;
use std::time::Duration;

use twinlane_server::Settings;

use super::{AllowedOrigins, Census};

/// The options of a `#[websocket]`. What is not said is as the server's settings have it.
#[derive(Debug, Clone, Default)]
#[expect(clippy::exhaustive_structs, reason = "written by the macros")]
pub struct WebSocketOptions {
    /// True if messages are compressed, if the client can.
    pub compression: Option<bool>,
    /// The most bytes of a message.
    pub max_message_size: Option<usize>,
    /// The time between two pings.
    pub ping_interval: Option<Duration>,
    /// The time in which a client answers a ping.
    pub ping_timeout: Option<Duration>,
    /// The time in which a client reads something of what is sent to it: 20 seconds, and at most the server's `write_timeout`.
    pub write_timeout: Option<Duration>,
    /// The time in which the function may not notice that its client has gone. Zero: it is dropped at once.
    pub disconnect_timeout: Option<Duration>,
    /// The origins of pages that may connect.
    pub origins: Option<AllowedOrigins>,
}

/// The rules for the connections of one operation.
#[derive(Debug, Clone)]
pub(crate) struct WebSocketRules {
    /// The name of the operation, for the log.
    pub(crate) name: String,
    pub(crate) compression: bool,
    pub(crate) max_message_size: usize,
    /// `None`: no pings are sent.
    pub(crate) ping_interval: Option<Duration>,
    pub(crate) ping_timeout: Option<Duration>,
    pub(crate) write_timeout: Option<Duration>,
    /// The server's, in bytes a second: 0 for none.
    pub(crate) min_rate: usize,
    pub(crate) disconnect_timeout: Duration,
    pub(crate) origins: AllowedOrigins,
    /// The connections that are there, where a page shows them.
    pub(crate) census: Option<Arc<Census>>,
}

/// The time in which a client reads something of what is sent to it, unless an operation says another.
const WRITE_TIMEOUT: Duration = Duration::from_secs(20);

impl WebSocketRules {
    /// Those that an operation says, and for the rest the settings'.
    pub(crate) fn new(
        name: String,
        options: &WebSocketOptions,
        settings: &Settings,
        usual_origins: AllowedOrigins,
    ) -> Self {
        let some = |time: Duration| Some(time).filter(|time| !time.is_zero());
        let or = |own: Option<Duration>, usual: Option<Duration>| own.map_or(usual, some);
        Self {
            name,
            compression: options
                .compression
                .unwrap_or(settings.ws_per_message_deflate),
            max_message_size: options.max_message_size.unwrap_or(settings.ws_max_size),
            ping_interval: or(options.ping_interval, settings.ws_ping_interval),
            ping_timeout: or(options.ping_timeout, settings.ws_ping_timeout),
            write_timeout: or(options.write_timeout, Some(WRITE_TIMEOUT)),
            min_rate: settings.min_rate,
            disconnect_timeout: options
                .disconnect_timeout
                .unwrap_or(settings.ws_disconnect_timeout),
            origins: options.origins.clone().unwrap_or(usual_origins),
            census: None,
        }
    }

    /// The same, with the connections counted here.
    pub(crate) fn counted_by(mut self, census: Option<Arc<Census>>) -> Self {
        self.census = census;
        self
    }
}
