//! The options of an operator, and their sources.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::descriptor::Descriptor;
use crate::forwarded::{ForwardedHeaders, ForwardedPrefix, TrustedProxies};
use crate::response_header::ResponseHeader;
#[cfg(feature = "tls")]
use crate::tls::TlsSettings;

/// The settings of a server.
///
/// Each can be given on the command line, by a `TWINLANE_*` variable, or here, in this order of precedence.
///
/// ```
/// use twinlane_server::Settings;
///
/// let defaults = Settings::default().port(9000);
/// let settings = defaults.parse_from(["shop", "--access-log"]).unwrap();
/// assert!(settings.access_log);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct Settings {
    /// The addresses and names to listen on, all of a name's addresses: see [`hosts`](Self::hosts). By default none is set: then it is
    /// 127.0.0.1 if a port is, or nothing else to listen on.
    pub hosts: Vec<String>,
    /// The port to listen on, at each of the addresses; 0 for any that is free. By default none is set: then it is 8000.
    pub port: Option<u16>,
    /// The path of the unix socket to listen on: Uvicorn's `--uds`. None by default.
    pub uds: Option<PathBuf>,
    /// The mode of that socket. By default that of the socket that is there already, otherwise 0o666, as with Uvicorn.
    pub uds_mode: Option<u32>,
    /// The sockets to listen on that the process was started with: Uvicorn's `--fd`. None by default.
    pub fds: Vec<Descriptor>,
    /// True if the sockets are served that systemd hands over (`LISTEN_FDS`): those of `fds`, or all. Off by default, and on after
    /// [`from_args`](Self::from_args).
    pub listen_fds: bool,
    /// The most connections that wait to be accepted, for each socket. 2048 by default, as in Uvicorn; the system may have a lower limit.
    pub backlog: u32,
    /// The least important events that are logged. `info` by default.
    pub log_level: LogLevel,
    /// True if the proxies of `forwarded_allow_ips` are believed in what they say of the requests that they pass on. On by default, as in Uvicorn.
    pub proxy_headers: bool,
    /// The proxies that are believed: Uvicorn's option. Those of this machine by default.
    pub forwarded_allow_ips: TrustedProxies,
    /// The headers in which they are believed. By default those that Uvicorn reads, `x-forwarded-for` and `x-forwarded-proto`.
    pub forwarded_headers: ForwardedHeaders,
    /// The prefix that the proxy cuts off the path of each request: Uvicorn's `--root-path`. None by default. A believed
    /// `x-forwarded-prefix` takes its place.
    pub root_path: Option<ForwardedPrefix>,
    /// True if each connection begins with a header of the PROXY protocol, version 1 or 2: the `send-proxy` of `HAProxy` and `send-proxy-v2`, nginx's
    /// `proxy_protocol on`. Off by default. A connection without one is closed, and so is one of another peer than `proxy_protocol_from`.
    pub proxy_protocol: bool,
    /// The proxies that may connect, if `proxy_protocol` is on. Those of this machine by default.
    pub proxy_protocol_from: TrustedProxies,
    /// True if each response is logged. Off by default (Uvicorn has it on): writing a line costs more than most responses.
    pub access_log: bool,
    /// True if lines of the log have colours. `None`, the default: if a terminal shows them.
    pub use_colors: Option<bool>,
    /// The number of plain `fn` operations that run at once. 40 by default, as in AnyIO.
    pub thread_capacity: usize,
    /// The most bytes that the head of a request may have; more is answered with 431. 64 KiB by default.
    pub max_header_size: usize,
    /// The most headers that a request may have; more is answered with 431. 100 by default.
    pub max_headers: usize,
    /// The most bytes that a body may have; more is answered with 413. 16 MiB by default.
    pub max_body_size: usize,
    /// The longest that the head of a request may take: the first of a connection from its begin, any other from its first byte (one
    /// that begins in one packet with the end of the request before, from its second). 30 seconds by default.
    pub header_timeout: Duration,
    /// The longest that a connection may be idle between a response and the first byte of the next head; zero for connections of one request. 5
    /// seconds by default, as in Uvicorn. If a proxy keeps connections, set more than its own time.
    pub keep_alive_timeout: Duration,
    /// The longest wait for the next piece of a body; a later one is answered with 408. 30 seconds by default.
    pub body_idle_timeout: Duration,
    /// The longest wait for a client that does not read its response; then the connection is closed. 60 seconds by default.
    pub write_timeout: Duration,
    /// The fewest bytes a second that a client must send of a body, and read of a response, over all the time that it
    /// makes the server wait; `body_idle_timeout` and `write_timeout` are added to that time once. Of a response it is measured
    /// from when the system's buffers are full. 1024 by default, 0 for none.
    pub min_rate: usize,
    /// The most connections that are open at a time; more are answered with 503 and closed. 10,000 by default, and never so
    /// many that fewer than a quarter of the process's file descriptors (32 at least, 256 at most) were left.
    pub max_connections: usize,
    /// The most requests in flight at a time; more are answered with 503. Idle connections do not count, which those of Uvicorn's
    /// option do. None by default.
    pub limit_concurrency: Option<usize>,
    /// The number of requests after which the server stops gracefully, so that another process takes its place. None by default.
    pub limit_max_requests: Option<usize>,
    /// A random number up to this one is added to `limit_max_requests`, so that not all processes stop at a time. 0 by default.
    pub limit_max_requests_jitter: usize,
    /// Headers of each response, in front of its own. A `server` among them takes the place of that of `server_header`. None by default.
    pub headers: Vec<ResponseHeader>,
    /// True if each response says `server: twinlane`. Off by default (Uvicorn names itself): it costs more than a small response has to spare.
    pub server_header: bool,
    /// True if each response says its date. On by default.
    pub date_header: bool,
    /// A file of variables for the settings of the application, `#[settings]`: those that are not set. None by default.
    pub env_file: Option<PathBuf>,
    /// TLS, for HTTPS. Off by default.
    #[cfg(feature = "tls")]
    pub tls: TlsSettings,
    /// True if HTTP/2 is spoken, too, to clients that begin with it. On by default.
    #[cfg(feature = "http2")]
    pub http2: bool,
    /// The most requests that a connection of HTTP/2 has in flight at a time. 100 by default. All connections together have at most
    /// `max_connections` of them; more are answered with 503.
    #[cfg(feature = "http2")]
    pub max_concurrent_streams: u32,
    /// The most bytes of a message of a WebSocket; more is closed with 1009. 16 MiB by default, as with Uvicorn.
    pub ws_max_size: usize,
    /// The time between two pings of a WebSocket; `None` for no pings. 20 seconds by default, as with Uvicorn.
    pub ws_ping_interval: Option<Duration>,
    /// The longest wait for a client that has been sent a ping, before it is closed with 1011; `None` for as long as it takes. 20 seconds by
    /// default, as with Uvicorn.
    pub ws_ping_timeout: Option<Duration>,
    /// The time after which the function of a WebSocket that does not notice that its client has gone is dropped at the `.await` at which it waits; zero drops it at
    /// once. 10 seconds by default.
    pub ws_disconnect_timeout: Duration,
    /// True if messages of WebSockets are compressed, if the client can. On by default, as with Uvicorn.
    pub ws_per_message_deflate: bool,
    /// The time between the signal to stop and the graceful stop, in which the application answers its probes with 503 and serves all
    /// requests, new connections too, until balancers send no more. None by default. `shutdown_timeout` begins after it.
    pub drain_delay: Duration,
    /// The longest wait of a graceful stop for what is in flight, which is then cut off; `None` for as long as it takes. 25
    /// seconds by default: then teardowns have 4 seconds, and Kubernetes and systemd kill a process after 30 or more.
    pub shutdown_timeout: Option<Duration>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            hosts: Vec::new(),
            port: None,
            uds: None,
            uds_mode: None,
            fds: Vec::new(),
            listen_fds: false,
            backlog: 2048,
            log_level: LogLevel::Info,
            proxy_headers: true,
            forwarded_allow_ips: TrustedProxies::default(),
            forwarded_headers: ForwardedHeaders::default(),
            root_path: None,
            proxy_protocol: false,
            proxy_protocol_from: TrustedProxies::default(),
            access_log: false,
            use_colors: None,
            thread_capacity: 40,
            max_header_size: 64 * 1024,
            max_headers: 100,
            max_body_size: 16 * 1024 * 1024,
            header_timeout: Duration::from_secs(30),
            keep_alive_timeout: Duration::from_secs(5),
            body_idle_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_mins(1),
            min_rate: 1024,
            max_connections: 10_000,
            limit_concurrency: None,
            limit_max_requests: None,
            limit_max_requests_jitter: 0,
            headers: Vec::new(),
            server_header: false,
            date_header: true,
            env_file: None,
            #[cfg(feature = "tls")]
            tls: TlsSettings::default(),
            #[cfg(feature = "http2")]
            http2: true,
            #[cfg(feature = "http2")]
            max_concurrent_streams: 100,
            ws_max_size: 16 * 1024 * 1024,
            ws_ping_interval: Some(Duration::from_secs(20)),
            ws_ping_timeout: Some(Duration::from_secs(20)),
            ws_disconnect_timeout: Duration::from_secs(10),
            ws_per_message_deflate: true,
            drain_delay: Duration::ZERO,
            shutdown_timeout: Some(Duration::from_secs(25)),
        }
    }
}

impl Settings {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the address or name to listen on, in the place of all others: `::` is IPv6 and IPv4, an empty one is the same where there is IPv6.
    #[must_use]
    pub fn host(self, host: impl Into<String>) -> Self {
        self.hosts([host])
    }

    /// Sets the addresses and names to listen on. A name stands for all of its addresses; one of a family that the machine does not
    /// speak is left out. `::` is IPv6 and IPv4, and IPv6 alone beside an address of IPv4.
    ///
    /// ```
    /// use twinlane_server::Settings;
    ///
    /// let settings = Settings::new().hosts(["127.0.0.1", "::1"]).port(8080);
    /// ```
    #[must_use]
    pub fn hosts<H: Into<String>>(mut self, hosts: impl IntoIterator<Item = H>) -> Self {
        self.hosts = hosts.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the port to listen on, at each of the addresses; 0 for any that is free, the same at all.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Sets the path of the unix socket to listen on: instead of a port, unless an address or a port is set, too.
    ///
    /// A socket on which nobody listens any more is replaced; anything else that is there is an error. It is removed when the server stops.
    #[must_use]
    pub fn uds(mut self, path: impl Into<PathBuf>) -> Self {
        self.uds = Some(path.into());
        self
    }

    /// Sets the mode of the unix socket: who may connect must be able to write to it.
    ///
    /// ```
    /// use twinlane_server::Settings;
    ///
    /// let settings = Settings::new().uds("/run/shop/http.sock").uds_mode(0o660);
    /// ```
    #[must_use]
    pub fn uds_mode(mut self, mode: u32) -> Self {
        self.uds_mode = Some(mode & 0o777);
        self
    }

    /// Sets the sockets to listen on that the process was started with: instead of a port, unless an address or a port is set, too.
    #[must_use]
    pub fn fds(mut self, descriptors: impl IntoIterator<Item = Descriptor>) -> Self {
        self.fds = descriptors.into_iter().collect();
        self
    }

    /// Sets whether the sockets are served that systemd hands over.
    #[must_use]
    pub fn listen_fds(mut self, on: bool) -> Self {
        self.listen_fds = on;
        self
    }

    /// Sets the most connections that wait to be accepted; at least 1.
    #[must_use]
    pub fn backlog(mut self, count: u32) -> Self {
        self.backlog = count.max(1);
        self
    }

    /// Sets whether proxies are believed in what they say of the requests that they pass on.
    #[must_use]
    pub fn proxy_headers(mut self, on: bool) -> Self {
        self.proxy_headers = on;
        self
    }

    /// Sets the proxies that are believed: Uvicorn's `--forwarded-allow-ips`.
    ///
    /// ```
    /// use twinlane_server::Settings;
    ///
    /// let settings = Settings::new().forwarded_allow_ips("10.0.0.0/8, 127.0.0.1".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn forwarded_allow_ips(mut self, proxies: TrustedProxies) -> Self {
        self.forwarded_allow_ips = proxies;
        self
    }

    /// Sets the headers in which proxies are believed. Name only those that your proxy sets or removes in every request: the others are
    /// the client's.
    ///
    /// ```
    /// use twinlane_server::Settings;
    ///
    /// let headers = "x-forwarded-for, x-forwarded-proto, x-forwarded-host".parse()?;
    /// let settings = Settings::new().forwarded_headers(headers);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn forwarded_headers(mut self, headers: ForwardedHeaders) -> Self {
        self.forwarded_headers = headers;
        self
    }

    /// Sets the prefix that the proxy cuts off the path of each request: `Settings::new().root_path("/api/v1".parse()?)`.
    #[must_use]
    pub fn root_path(mut self, path: ForwardedPrefix) -> Self {
        self.root_path = Some(path);
        self
    }

    /// Sets whether each connection begins with a header of the PROXY protocol.
    #[must_use]
    pub fn proxy_protocol(mut self, on: bool) -> Self {
        self.proxy_protocol = on;
        self
    }

    /// Sets the proxies that may connect, and switches the PROXY protocol on.
    ///
    /// ```
    /// use twinlane_server::Settings;
    ///
    /// let settings = Settings::new().proxy_protocol_from("10.0.0.0/8, unix".parse()?);
    /// assert!(settings.proxy_protocol);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn proxy_protocol_from(mut self, proxies: TrustedProxies) -> Self {
        self.proxy_protocol_from = proxies;
        self.proxy_protocol(true)
    }

    /// Sets the least important events that are logged.
    #[must_use]
    pub fn log_level(mut self, level: LogLevel) -> Self {
        self.log_level = level;
        self
    }

    /// Sets whether lines of the log have colours.
    #[must_use]
    pub fn use_colors(mut self, on: bool) -> Self {
        self.use_colors = Some(on);
        self
    }

    /// Sets whether each response is logged.
    #[must_use]
    pub fn access_log(mut self, on: bool) -> Self {
        self.access_log = on;
        self
    }

    /// Sets how many plain `fn` operations run at once.
    #[must_use]
    pub fn thread_capacity(mut self, capacity: usize) -> Self {
        self.thread_capacity = capacity;
        self
    }

    /// Sets the most bytes that the head of a request may have; at least 8 KiB.
    #[must_use]
    pub fn max_header_size(mut self, bytes: usize) -> Self {
        self.max_header_size = bytes;
        self
    }

    /// Sets the most headers that a request may have.
    #[must_use]
    pub fn max_headers(mut self, count: usize) -> Self {
        self.max_headers = count;
        self
    }

    /// Sets the most bytes that a body may have.
    #[must_use]
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.max_body_size = bytes;
        self
    }

    /// Sets how long a connection may be idle between a response and the next head; zero for connections of one request.
    #[must_use]
    pub fn keep_alive_timeout(mut self, time: Duration) -> Self {
        self.keep_alive_timeout = time;
        self
    }

    /// Sets the most requests in flight at a time.
    #[must_use]
    pub fn limit_concurrency(mut self, requests: usize) -> Self {
        self.limit_concurrency = Some(requests);
        self
    }

    /// Sets the number of requests after which the server stops.
    #[must_use]
    pub fn limit_max_requests(mut self, requests: usize) -> Self {
        self.limit_max_requests = Some(requests);
        self
    }

    /// Sets the most that is added to `limit_max_requests` at random.
    #[must_use]
    pub fn limit_max_requests_jitter(mut self, requests: usize) -> Self {
        self.limit_max_requests_jitter = requests;
        self
    }

    /// Adds a header to each response.
    #[must_use]
    pub fn header(mut self, header: ResponseHeader) -> Self {
        self.headers.push(header);
        self
    }

    /// Sets whether each response says `server: twinlane`.
    #[must_use]
    pub fn server_header(mut self, on: bool) -> Self {
        self.server_header = on;
        self
    }

    /// Sets whether each response says its date.
    #[must_use]
    pub fn date_header(mut self, on: bool) -> Self {
        self.date_header = on;
        self
    }

    /// Sets the file of variables for the settings of the application.
    #[must_use]
    pub fn env_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.env_file = Some(path.into());
        self
    }

    /// Sets how long the head of a request may take.
    #[must_use]
    pub fn header_timeout(mut self, time: Duration) -> Self {
        self.header_timeout = time;
        self
    }

    /// Sets how long the next piece of a body may take.
    #[must_use]
    pub fn body_idle_timeout(mut self, time: Duration) -> Self {
        self.body_idle_timeout = time;
        self
    }

    /// Sets how long a client may take to read the next part of its response.
    #[must_use]
    pub fn write_timeout(mut self, time: Duration) -> Self {
        self.write_timeout = time;
        self
    }

    /// Sets the fewest bytes a second that a client must send or read while the server waits for it; 0 for none.
    #[must_use]
    pub fn min_rate(mut self, bytes_per_second: usize) -> Self {
        self.min_rate = bytes_per_second;
        self
    }

    /// Sets the most connections that are open at a time.
    #[must_use]
    pub fn max_connections(mut self, count: usize) -> Self {
        self.max_connections = count;
        self
    }

    /// Sets TLS.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: TlsSettings) -> Self {
        self.tls = tls;
        self
    }

    /// Sets whether HTTP/2 is spoken, too.
    #[cfg(feature = "http2")]
    #[must_use]
    pub fn http2(mut self, on: bool) -> Self {
        self.http2 = on;
        self
    }

    /// Sets the most requests that a connection of HTTP/2 has in flight at a time.
    #[cfg(feature = "http2")]
    #[must_use]
    pub fn max_concurrent_streams(mut self, count: u32) -> Self {
        self.max_concurrent_streams = count;
        self
    }

    /// Sets the most bytes of a message of a WebSocket.
    #[must_use]
    pub fn ws_max_size(mut self, bytes: usize) -> Self {
        self.ws_max_size = bytes;
        self
    }

    /// Sets the time between two pings of a WebSocket; `None` for no pings.
    #[must_use]
    pub fn ws_ping_interval(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.ws_ping_interval = time.into();
        self
    }

    /// Sets how long a client may take to answer a ping; `None` for as long as it likes.
    #[must_use]
    pub fn ws_ping_timeout(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.ws_ping_timeout = time.into();
        self
    }

    /// Sets how long the function of a WebSocket may not notice that its client has gone.
    #[must_use]
    pub fn ws_disconnect_timeout(mut self, time: Duration) -> Self {
        self.ws_disconnect_timeout = time;
        self
    }

    /// Sets whether messages of WebSockets are compressed, if the client can.
    #[must_use]
    pub fn ws_per_message_deflate(mut self, on: bool) -> Self {
        self.ws_per_message_deflate = on;
        self
    }

    /// Sets the time between the signal to stop and the graceful stop, in which everything is served.
    #[must_use]
    pub fn drain_delay(mut self, time: Duration) -> Self {
        self.drain_delay = time;
        self
    }

    /// True if HTTP is spoken without TLS.
    #[allow(clippy::unused_self, reason = "not with TLS")]
    pub(crate) fn is_clear(&self) -> bool {
        #[cfg(feature = "tls")]
        if self.tls.is_on() {
            return false;
        }
        true
    }

    #[cfg(feature = "tls")]
    #[allow(clippy::unused_self, reason = "not with HTTP/2")]
    pub(crate) fn has_http2(&self) -> bool {
        #[cfg(feature = "http2")]
        return self.http2;
        #[cfg(not(feature = "http2"))]
        false
    }

    pub(crate) fn without_tcp(mut self) -> Self {
        (self.hosts, self.port) = (Vec::new(), None);
        self
    }

    /// The addresses and names to listen on, if it listens on a port.
    pub(crate) fn tcp_hosts(&self) -> impl Iterator<Item = &str> {
        let default = self.hosts.is_empty().then_some("127.0.0.1");
        self.hosts.iter().map(String::as_str).chain(default)
    }

    pub(crate) fn port_or_default(&self) -> u16 {
        self.port.unwrap_or(8000)
    }

    /// True if it listens on a port, given that it listens somewhere else, or that it does not.
    pub(crate) fn listens_on_tcp(&self, listens_elsewhere: bool) -> bool {
        !self.hosts.is_empty() || self.port.is_some() || !listens_elsewhere
    }

    /// Sets how long a graceful stop waits for what is in flight.
    #[must_use]
    pub fn shutdown_timeout(mut self, time: Option<Duration>) -> Self {
        self.shutdown_timeout = time;
        self
    }
}

/// The least important level that is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the levels of `tracing`")]
pub enum LogLevel {
    /// Nothing is logged.
    Off,
    /// Failures.
    Error,
    /// Events that may lead to failures.
    Warn,
    /// Events that an operator wants to know.
    Info,
    /// Details for developers; each request has a span.
    Debug,
    /// Everything.
    Trace,
}

impl LogLevel {
    pub(crate) const NAMES: [(&str, Self); 6] = [
        ("off", Self::Off),
        ("error", Self::Error),
        ("warn", Self::Warn),
        ("info", Self::Info),
        ("debug", Self::Debug),
        ("trace", Self::Trace),
    ];

    /// The level of this name, or of Uvicorn's name for it.
    pub(crate) fn of(name: &str) -> Self {
        let name = match name {
            "critical" => "error",
            "warning" => "warn",
            name => name,
        };
        let found = Self::NAMES.iter().find(|(other, _)| *other == name);
        found.map_or(Self::Info, |(_, level)| *level)
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES
            .iter()
            .find(|(_, level)| level == self)
            .map_or("", |(name, _)| name);
        f.write_str(name)
    }
}
