//! Settings and state that all connections of a server share, and the wait for their end.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use tokio::time::{Instant, timeout, timeout_at};
use tracing::{info, warn};
use twinlane_lanes::InFlight;

use crate::access_log::AccessLines;
use crate::connection_info::Connection;
use crate::extras::Extras;
use crate::forwarded::Forwarding;
#[cfg(feature = "http2")]
use crate::http2::{self, Http2Limits};
use crate::pace::PaceLimits;
use crate::quiet::QuietLimits;
use crate::service::Arriving;
use crate::settings::Settings;
use crate::stopping::Stopping;

/// Settings and state that all connections of a server use. Clones count connections together.
#[derive(Clone)]
pub(crate) struct Connections {
    pub(crate) http: http1::Builder,
    /// `None`: HTTP/2 is switched off.
    #[cfg(feature = "http2")]
    pub(crate) http2: Option<Arc<Http2Limits>>,
    /// The time limit of the steps before HTTP, and of each head.
    pub(crate) head_time: Duration,
    pub(crate) quiet: QuietLimits,
    /// `None`: none is set.
    pub(crate) extras: Option<Arc<Extras>>,
    /// The limits of request bodies.
    pub(crate) bodies: PaceLimits,
    /// The limits of responses.
    pub(crate) writes: PaceLimits,
    notes_scheme: bool,
    /// `None`: no proxy is trusted.
    forwarding: Option<Arc<Forwarding>>,
    forwarding_of_strangers: Option<Arc<Forwarding>>,
    pub(crate) stopping: Stopping,
    pub(crate) open: InFlight,
}

impl Connections {
    /// `notes_scheme`: services look for the scheme in the extensions of a request.
    pub(crate) fn new(
        settings: &Settings,
        extras: Option<Arc<Extras>>,
        notes_scheme: bool,
    ) -> Self {
        let head_time = settings.header_timeout.min(LONGEST);
        // Not `pipeline_flush`: it holds a response back while anything of a later request has been read.
        let mut http = http1::Builder::new();
        // Hyper has one timer for the head and the time before it, and makes it anew for each request.
        http.header_read_timeout(None)
            .keep_alive(!settings.keep_alive_timeout.is_zero())
            .auto_date_header(settings.date_header)
            .max_header_size(settings.max_header_size)
            // Hyper takes no smaller buffer.
            .max_buf_size(settings.max_header_size.max(8192));
        // Told its own default, hyper makes room for the headers on the heap, request by request.
        if settings.max_headers != HYPERS_MAX_HEADERS {
            http.max_headers(settings.max_headers);
        }
        let min_rate = settings.min_rate;
        let bodies = PaceLimits {
            idle: settings.body_idle_timeout.min(LONGEST),
            min_rate,
        };
        let writes = PaceLimits {
            idle: settings.write_timeout.min(LONGEST),
            min_rate,
        };
        let quiet = QuietLimits {
            head: head_time,
            keep_alive: settings.keep_alive_timeout.min(LONGEST),
        };
        Self {
            http,
            #[cfg(feature = "http2")]
            http2: settings
                .http2
                .then(|| Arc::new(Http2Limits::new(settings, quiet, (bodies, writes)))),
            head_time,
            quiet,
            extras,
            bodies,
            writes,
            notes_scheme,
            forwarding: settings.proxy_headers.then(|| {
                let proxies = settings.forwarded_allow_ips.clone();
                let root_path = settings.root_path.clone();
                Arc::new(Forwarding::new(
                    proxies,
                    settings.forwarded_headers,
                    root_path,
                ))
            }),
            forwarding_of_strangers: Forwarding::of_strangers(settings.root_path.clone())
                .map(Arc::new),
            stopping: Stopping::default(),
            open: InFlight::new(),
        }
    }

    /// The same for a port that only redirects. Its connections are counted among the others, its requests are not.
    #[cfg(feature = "tls")]
    pub(crate) fn of_redirects(&self) -> Self {
        let extras = self.extras.as_ref();
        Self {
            extras: extras.and_then(|extras| extras.of_redirects()),
            ..self.clone()
        }
    }

    /// The facts of the requests of a connection, and its lines in the access log.
    pub(crate) fn arriving(&self, connection: &Connection, lines: Option<AccessLines>) -> Arriving {
        let of_proxies = self.forwarding.as_ref();
        let forwarding = of_proxies
            .filter(|forwarding| forwarding.trusts_peer(connection))
            .or(self.forwarding_of_strangers.as_ref());
        Arriving {
            forwarding: forwarding.cloned(),
            scheme: connection.scheme(),
            notes_scheme: self.notes_scheme,
            lines,
        }
    }

    /// The part of HTTP/2. `None`: it is switched off.
    #[cfg(feature = "http2")]
    pub(crate) fn of_http2(&self) -> Option<http2::Shared> {
        Some(http2::Shared {
            limits: Arc::clone(self.http2.as_ref()?),
            stopping: self.stopping.clone(),
            extras: self.extras.clone(),
        })
    }

    /// Waits for the connections to end. `false`: some were cut off.
    pub(crate) async fn finish(&self, settings: &Settings) -> bool {
        self.stopping.begun.send();
        let time = settings.shutdown_timeout.map(|time| time.min(LONGEST));
        let end = time.map(|time| Instant::now() + time);
        // Connections with nothing in flight end at once: they are not worth a line.
        let at_once = time.unwrap_or(AT_ONCE).min(AT_ONCE);
        if timeout(at_once, self.open.wait_idle()).await.is_ok() {
            return true;
        }
        let (Some(time), Some(end)) = (time, end) else {
            self.say_what_is_left(
                "a second signal ends it at once, `--shutdown-timeout` by itself",
            );
            self.open.wait_idle().await;
            return true;
        };
        self.say_what_is_left(&format!("for up to {time:?}"));
        if timeout_at(end, self.open.wait_idle()).await.is_ok() {
            return true;
        }
        let open = count_of(self.open.count());
        warn!("stopping: {open} had not finished after {time:?} and are cut off");
        self.stopping.cut.send();
        // A connection whose handler blocks its worker cannot be cut off.
        let _ = timeout(LONGEST_CUT, self.open.wait_idle()).await;
        false
    }

    fn say_what_is_left(&self, limit: &str) {
        let open = self.open.count();
        if open > 0 {
            let open = count_of(open);
            info!("stopping: waiting for {open} with requests in flight ({limit})");
        }
    }
}

fn count_of(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} connection{plural}")
}

/// No clock counts as far as `Duration::MAX`.
const LONGEST: Duration = Duration::from_hours(24 * 365);
const AT_ONCE: Duration = Duration::from_millis(50);
const LONGEST_CUT: Duration = Duration::from_secs(1);

/// The number of headers that hyper allows by default.
const HYPERS_MAX_HEADERS: usize = 100;
