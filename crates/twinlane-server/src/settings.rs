//! The settings that an operator can change, and where they come from.

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
/// Each setting can be given on the command line, by a `TWINLANE_*` environment variable, or here in code. The command line comes
/// first, then the variable, then the code.
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
    /// The addresses and names to listen on. See [`hosts`](Self::hosts).
    ///
    /// None by default. The server then listens on 127.0.0.1 if a port is set, or if it has no other socket to listen on.
    pub hosts: Vec<String>,
    /// The TCP port to listen on, at each of the addresses. `0` picks a free port.
    ///
    /// None by default. The port is then 8000.
    pub port: Option<u16>,
    /// The path of the unix socket to listen on: Uvicorn's `--uds`. None by default.
    pub uds: Option<PathBuf>,
    /// The file mode of the unix socket.
    ///
    /// By default, the mode of the socket that already exists at the path, or 0o666 as in Uvicorn.
    pub uds_mode: Option<u32>,
    /// Sockets inherited from the parent process, to listen on: Uvicorn's `--fd`. None by default.
    pub fds: Vec<Descriptor>,
    /// True to serve the sockets that systemd passes in `LISTEN_FDS`: those in `fds`, or all of them if `fds` is empty.
    ///
    /// Off by default. [`from_args`](Self::from_args) turns it on.
    pub listen_fds: bool,
    /// The maximum number of connections that wait to be accepted, for each socket.
    ///
    /// 2048 by default, as in Uvicorn. The operating system may have a lower limit.
    pub backlog: u32,
    /// The least severe level that is logged. `info` by default.
    pub log_level: LogLevel,
    /// True to trust the forwarding headers of the proxies in `forwarded_allow_ips`. On by default, as in Uvicorn.
    pub proxy_headers: bool,
    /// The trusted proxies: Uvicorn's `--forwarded-allow-ips`. By default, proxies on this machine.
    pub forwarded_allow_ips: TrustedProxies,
    /// The forwarding headers that are read from trusted proxies.
    ///
    /// By default `x-forwarded-for` and `x-forwarded-proto`, the headers that Uvicorn reads.
    pub forwarded_headers: ForwardedHeaders,
    /// The path prefix that the proxy removes from each request: Uvicorn's `--root-path`. None by default.
    ///
    /// An `x-forwarded-prefix` from a trusted proxy takes precedence, if that header is among `forwarded_headers`.
    pub root_path: Option<ForwardedPrefix>,
    /// True if each connection begins with a header of the PROXY protocol, version 1 or 2. Off by default.
    ///
    /// `HAProxy` sends it with `send-proxy` or `send-proxy-v2`, nginx with `proxy_protocol on`. A connection without the header
    /// is closed. So is a connection from a peer that is not in `proxy_protocol_from`.
    pub proxy_protocol: bool,
    /// The proxies that may connect when `proxy_protocol` is on. By default, proxies on this machine.
    pub proxy_protocol_from: TrustedProxies,
    /// True to log each response. Off by default (on in Uvicorn): writing a line costs more than most responses.
    pub access_log: bool,
    /// True to colour the lines of the log. `None`, the default, colours them when the output is a terminal.
    pub use_colors: Option<bool>,
    /// The maximum number of plain `fn` operations that run at once. 40 by default, as in AnyIO.
    pub thread_capacity: usize,
    /// The maximum size of a request head, in bytes. A larger head gets a 431 response. 64 KiB by default.
    pub max_header_size: usize,
    /// The maximum number of headers of a request. More headers get a 431 response. 100 by default.
    pub max_headers: usize,
    /// The maximum size of a request body, in bytes. A larger body gets a 413 response. 16 MiB by default.
    pub max_body_size: usize,
    /// The time limit for receiving the head of a request. 30 seconds by default.
    ///
    /// For the first request of a connection, the time starts when the connection opens. For later requests, it starts at the
    /// first byte of the head. If first bytes came in one packet with the end of the previous request, it starts when more of the
    /// head arrives.
    pub header_timeout: Duration,
    /// The time limit for an idle connection, from a response to the first byte of the next request.
    ///
    /// 5 seconds by default, as in Uvicorn. Zero allows one request for each connection. If a proxy keeps connections open, set a
    /// longer time than the proxy's own.
    pub keep_alive_timeout: Duration,
    /// The time limit for the next piece of a request body. A slower client gets a 408 response. 30 seconds by default.
    pub body_idle_timeout: Duration,
    /// The time limit for a client that does not read its response. After it the connection is closed. 60 seconds by default.
    pub write_timeout: Duration,
    /// The minimum rate, in bytes per second, at which a client must send a body or read a response.
    ///
    /// 1024 by default; 0 for no minimum. The rate is the average over all the time that the server waits for the client, except
    /// for a first allowance: `body_idle_timeout` for a body, `write_timeout` for a response. For a response, measuring starts
    /// when the buffers of the operating system are full.
    pub min_rate: usize,
    /// The maximum number of open connections. A further connection gets a 503 response and is closed. 10,000 by default.
    ///
    /// With TLS, and in a flood of connections, a further connection is closed without a response.
    ///
    /// The limit is lowered if necessary to leave a quarter of the file descriptors of the process free (at least 32, and no more
    /// than 256).
    pub max_connections: usize,
    /// The maximum number of requests in flight. A further request gets a 503 response. None by default.
    ///
    /// Idle connections do not count. They do count in Uvicorn's option of this name.
    pub limit_concurrency: Option<usize>,
    /// The number of requests after which the server stops gracefully, so that another process can replace it. None by default.
    pub limit_max_requests: Option<usize>,
    /// The maximum of a random number that is added to `limit_max_requests`. 0 by default.
    ///
    /// It keeps several processes from stopping at the same time.
    pub limit_max_requests_jitter: usize,
    /// Headers that are added to each response, before the response's own headers. None by default.
    ///
    /// A `server` header in this list replaces that of `server_header`.
    pub headers: Vec<ResponseHeader>,
    /// True to send `server: twinlane` with each response.
    ///
    /// Off by default (on in Uvicorn), because of its cost for small responses.
    pub server_header: bool,
    /// True to send a `date` header with each response. On by default.
    pub date_header: bool,
    /// A file with values for unset environment variables, read for the `#[settings]` of the application. None by default.
    pub env_file: Option<PathBuf>,
    /// The TLS settings, for HTTPS. Off by default.
    #[cfg(feature = "tls")]
    pub tls: TlsSettings,
    /// True to serve HTTP/2 as well, to clients that begin with it. On by default.
    #[cfg(feature = "http2")]
    pub http2: bool,
    /// The maximum number of requests in flight on one HTTP/2 connection. 100 by default.
    ///
    /// All HTTP/2 connections together have at most `max_connections` requests in flight. A further request gets a 503 response.
    #[cfg(feature = "http2")]
    pub max_concurrent_streams: u32,
    /// The maximum size of a WebSocket message, in bytes. 16 MiB by default, as in Uvicorn.
    ///
    /// A larger message closes the WebSocket with code 1009.
    pub ws_max_size: usize,
    /// The time between two pings of a WebSocket. `None` disables pings. 20 seconds by default, as in Uvicorn.
    pub ws_ping_interval: Option<Duration>,
    /// The time limit for a client to answer a ping. 20 seconds by default, as in Uvicorn.
    ///
    /// Anything that the client sends counts as an answer. After the limit the WebSocket is closed with code 1011. `None` disables
    /// it.
    pub ws_ping_timeout: Option<Duration>,
    /// The time that a WebSocket handler may run on after its client has gone. 10 seconds by default.
    ///
    /// A handler that has not noticed by then is dropped at the `.await` where it waits. Zero drops it at once.
    pub ws_disconnect_timeout: Duration,
    /// True to compress WebSocket messages if the client supports it. On by default, as in Uvicorn.
    pub ws_per_message_deflate: bool,
    /// The time from the stop signal to the graceful stop, in which load balancers can notice the stop. None by default.
    ///
    /// During this time, the application answers its probes with 503 and serves all requests, also on new connections.
    /// `shutdown_timeout` starts after it.
    pub drain_delay: Duration,
    /// The time limit for requests in flight to finish in a graceful stop. 25 seconds by default; `None` for no limit.
    ///
    /// After it the remaining requests are cut off. The default leaves 4 seconds for teardowns, because Kubernetes kills a
    /// process after 30 seconds by default, systemd after 90.
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
    /// The default settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the address or name to listen on, and replaces all others.
    ///
    /// `::` is IPv6 and IPv4. An empty text is the same on a machine that has IPv6.
    #[must_use]
    pub fn host(self, host: impl Into<String>) -> Self {
        self.hosts([host])
    }

    /// Sets the addresses and names to listen on.
    ///
    /// A name stands for all of its addresses. An address of a family that the machine does not support is left out. `::` is IPv6
    /// and IPv4, or IPv6 alone if another entry is an IPv4 address or a name that has one.
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

    /// Sets the TCP port to listen on, at each of the addresses. `0` picks one free port for all of them.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Sets the path of the unix socket to listen on. It replaces the TCP port, unless an address or a port is set too.
    ///
    /// A socket file that no process listens on is replaced. Anything else at the path is an error. The file is removed when the
    /// server stops.
    #[must_use]
    pub fn uds(mut self, path: impl Into<PathBuf>) -> Self {
        self.uds = Some(path.into());
        self
    }

    /// Sets the file mode of the unix socket. A client needs write permission to connect.
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

    /// Sets the inherited sockets to listen on. They replace the TCP port, unless an address or a port is set too.
    #[must_use]
    pub fn fds(mut self, descriptors: impl IntoIterator<Item = Descriptor>) -> Self {
        self.fds = descriptors.into_iter().collect();
        self
    }

    /// Serves the sockets that systemd passes in `LISTEN_FDS`, or ignores them.
    #[must_use]
    pub fn listen_fds(mut self, on: bool) -> Self {
        self.listen_fds = on;
        self
    }

    /// Sets the maximum number of connections that wait to be accepted. At least 1.
    #[must_use]
    pub fn backlog(mut self, count: u32) -> Self {
        self.backlog = count.max(1);
        self
    }

    /// Turns trust in the forwarding headers of proxies on or off.
    #[must_use]
    pub fn proxy_headers(mut self, on: bool) -> Self {
        self.proxy_headers = on;
        self
    }

    /// Sets the trusted proxies: Uvicorn's `--forwarded-allow-ips`.
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

    /// Sets the forwarding headers that are read from trusted proxies.
    ///
    /// Name only headers that your proxy sets or removes in every request. A client can forge all others.
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

    /// Sets the path prefix that the proxy removes from each request: `Settings::new().root_path("/api/v1".parse()?)`.
    #[must_use]
    pub fn root_path(mut self, path: ForwardedPrefix) -> Self {
        self.root_path = Some(path);
        self
    }

    /// Expects a header of the PROXY protocol at the start of each connection, or none.
    #[must_use]
    pub fn proxy_protocol(mut self, on: bool) -> Self {
        self.proxy_protocol = on;
        self
    }

    /// Sets the proxies that may connect, and turns the PROXY protocol on.
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

    /// Sets the least severe level that is logged.
    #[must_use]
    pub fn log_level(mut self, level: LogLevel) -> Self {
        self.log_level = level;
        self
    }

    /// Turns the colours of the log on or off.
    #[must_use]
    pub fn use_colors(mut self, on: bool) -> Self {
        self.use_colors = Some(on);
        self
    }

    /// Turns the access log on or off: a line for each response.
    #[must_use]
    pub fn access_log(mut self, on: bool) -> Self {
        self.access_log = on;
        self
    }

    /// Sets the maximum number of plain `fn` operations that run at once.
    #[must_use]
    pub fn thread_capacity(mut self, capacity: usize) -> Self {
        self.thread_capacity = capacity;
        self
    }

    /// Sets the maximum size of a request head, in bytes. The option `--max-header-size` takes no less than 8 KiB.
    #[must_use]
    pub fn max_header_size(mut self, bytes: usize) -> Self {
        self.max_header_size = bytes;
        self
    }

    /// Sets the maximum number of headers of a request.
    #[must_use]
    pub fn max_headers(mut self, count: usize) -> Self {
        self.max_headers = count;
        self
    }

    /// Sets the maximum size of a request body, in bytes.
    #[must_use]
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.max_body_size = bytes;
        self
    }

    /// Sets the time limit for an idle connection between two requests. Zero allows one request for each connection.
    #[must_use]
    pub fn keep_alive_timeout(mut self, time: Duration) -> Self {
        self.keep_alive_timeout = time;
        self
    }

    /// Sets the maximum number of requests in flight.
    #[must_use]
    pub fn limit_concurrency(mut self, requests: usize) -> Self {
        self.limit_concurrency = Some(requests);
        self
    }

    /// Sets the number of requests after which the server stops gracefully.
    #[must_use]
    pub fn limit_max_requests(mut self, requests: usize) -> Self {
        self.limit_max_requests = Some(requests);
        self
    }

    /// Sets the maximum of the random number that is added to `limit_max_requests`.
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

    /// Sends `server: twinlane` with each response, or not.
    #[must_use]
    pub fn server_header(mut self, on: bool) -> Self {
        self.server_header = on;
        self
    }

    /// Sends a `date` header with each response, or not.
    #[must_use]
    pub fn date_header(mut self, on: bool) -> Self {
        self.date_header = on;
        self
    }

    /// Sets the file with values for unset environment variables, read for the `#[settings]` of the application.
    #[must_use]
    pub fn env_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.env_file = Some(path.into());
        self
    }

    /// Sets the time limit for receiving the head of a request.
    #[must_use]
    pub fn header_timeout(mut self, time: Duration) -> Self {
        self.header_timeout = time;
        self
    }

    /// Sets the time limit for the next piece of a request body.
    #[must_use]
    pub fn body_idle_timeout(mut self, time: Duration) -> Self {
        self.body_idle_timeout = time;
        self
    }

    /// Sets the time limit for a client that does not read its response.
    #[must_use]
    pub fn write_timeout(mut self, time: Duration) -> Self {
        self.write_timeout = time;
        self
    }

    /// Sets the minimum rate, in bytes per second, at which a client must send a body or read a response. `0` disables it.
    #[must_use]
    pub fn min_rate(mut self, bytes_per_second: usize) -> Self {
        self.min_rate = bytes_per_second;
        self
    }

    /// Sets the maximum number of open connections.
    #[must_use]
    pub fn max_connections(mut self, count: usize) -> Self {
        self.max_connections = count;
        self
    }

    /// Sets the TLS settings.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: TlsSettings) -> Self {
        self.tls = tls;
        self
    }

    /// Turns HTTP/2 on or off.
    #[cfg(feature = "http2")]
    #[must_use]
    pub fn http2(mut self, on: bool) -> Self {
        self.http2 = on;
        self
    }

    /// Sets the maximum number of requests in flight on one HTTP/2 connection.
    #[cfg(feature = "http2")]
    #[must_use]
    pub fn max_concurrent_streams(mut self, count: u32) -> Self {
        self.max_concurrent_streams = count;
        self
    }

    /// Sets the maximum size of a WebSocket message, in bytes.
    #[must_use]
    pub fn ws_max_size(mut self, bytes: usize) -> Self {
        self.ws_max_size = bytes;
        self
    }

    /// Sets the time between two pings of a WebSocket. `None` disables pings.
    #[must_use]
    pub fn ws_ping_interval(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.ws_ping_interval = time.into();
        self
    }

    /// Sets the time limit for a client to answer a ping. `None` disables the limit.
    #[must_use]
    pub fn ws_ping_timeout(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.ws_ping_timeout = time.into();
        self
    }

    /// Sets the time that a WebSocket handler may run on after its client has gone.
    #[must_use]
    pub fn ws_disconnect_timeout(mut self, time: Duration) -> Self {
        self.ws_disconnect_timeout = time;
        self
    }

    /// Turns the compression of WebSocket messages on or off.
    #[must_use]
    pub fn ws_per_message_deflate(mut self, on: bool) -> Self {
        self.ws_per_message_deflate = on;
        self
    }

    /// Sets the time from the stop signal to the graceful stop. Everything is served during this time.
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

    /// Sets the time limit for requests in flight to finish in a graceful stop. `None` disables the limit.
    #[must_use]
    pub fn shutdown_timeout(mut self, time: Option<Duration>) -> Self {
        self.shutdown_timeout = time;
        self
    }
}

/// The least severe level of events that are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the levels of `tracing`")]
pub enum LogLevel {
    /// Logs nothing.
    Off,
    /// Logs failures.
    Error,
    /// Also logs events that may lead to failures.
    Warn,
    /// Also logs events that matter to an operator.
    Info,
    /// Also logs details for developers. Each request has a span.
    Debug,
    /// Logs everything.
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
