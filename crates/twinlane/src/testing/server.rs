//! An application on a real port, for tests with any HTTP client.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use twinlane_lanes::{Runtime, RuntimeBuilder};
use twinlane_server::{Connection, Server, Settings};

use crate::app::App;
use crate::errors::{Error, Result};
use crate::serve;
use crate::stages::Running;

/// Serves an application on a free port of 127.0.0.1 while the test runs.
///
/// It uses sockets, HTTP and limits as [`App::serve`] does. It reads no arguments, starts no log and handles no signals.
///
/// [`stop`](Self::stop) stops the server gracefully. Dropping it stops it at once: the port is closed, connections are cut off, and the values that
/// the start has made are undone in a task of the runtime.
///
/// ```
/// use std::io::{Read, Write};
/// use std::net::TcpStream;
///
/// use twinlane::prelude::*;
/// use twinlane::testing::TestServer;
///
/// #[get("/")]
/// async fn root() -> String {
///     "hello".to_owned()
/// }
///
/// // In an async test: `TestServer::start(app).await?`.
/// let server = TestServer::blocking(App::new().routes(routes![root]));
/// let mut client = TcpStream::connect(server.address())?;
/// client.write_all(b"GET / HTTP/1.1\r\nhost: testserver\r\nconnection: close\r\n\r\n")?;
/// let mut response = String::new();
/// client.read_to_string(&mut response)?;
/// assert!(response.ends_with("\"hello\""));
/// # Ok::<(), std::io::Error>(())
/// ```
#[must_use = "it is stopped when it is dropped"]
pub struct TestServer {
    address: SocketAddr,
    url: String,
    /// `None` once it is being stopped.
    task: Option<ServerTask>,
}

struct ServerTask {
    running: Running,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<bool>,
    /// The time limit of a graceful stop. `None`: it waits for everything.
    shutdown_timeout: Option<Duration>,
}

impl TestServer {
    /// Checks, starts and serves the application, with the default [`Settings`]. The server accepts connections when this function returns.
    ///
    /// # Errors
    ///
    /// The report of every mistake of the application, the error with which its start failed, or that there is no free port.
    pub async fn start(app: App) -> Result<Self> {
        Self::start_with(app, &Settings::new()).await
    }

    /// Starts a server as [`start`](Self::start) does, with these settings. The listen addresses of the settings are not used.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub async fn start_with(app: App, settings: &Settings) -> Result<Self> {
        let mut settings = settings.clone().host("127.0.0.1").port(0).fds([]);
        (settings.uds, settings.listen_fds) = (None, false);
        let running = app.check_with(&settings)?.start().await?;
        let (server, address) = match bind(&settings).await {
            Ok(bound) => bound,
            Err(error) => {
                // The values made at the start are undone. Errors of that are in the log.
                let _ = running.stop().await;
                return Err(error);
            }
        };
        let scheme = server.scheme();
        let (service, told) = (running.service(), running.service());
        let (stop, stops) = oneshot::channel();
        let stop_of_server = async move {
            // Dropped without a stop, its task is aborted.
            let _ = stops.await;
            told.begin_stop();
        };
        let make = move |connection: &Connection| service.of_connection(connection);
        let serving =
            twinlane_lanes::spawn(server.scheme_of_connection().serve(make, stop_of_server));
        let task = ServerTask {
            running,
            stop,
            serving,
            shutdown_timeout: settings.shutdown_timeout,
        };
        Ok(Self {
            address,
            url: format!("{scheme}://{address}"),
            task: Some(task),
        })
    }

    /// Starts a server for plain tests, with its own runtime.
    ///
    /// # Panics
    ///
    /// If the application cannot start, with the report of every mistake, or if the runtime cannot be created.
    #[track_caller]
    pub fn blocking(app: App) -> BlockingServer {
        let runtime = RuntimeBuilder::new().workers(1).build();
        let runtime = runtime.expect("threads for the test's runtime");
        match runtime.block_on(Self::start(app)) {
            Ok(server) => BlockingServer {
                server: Some(server),
                runtime,
            },
            Err(error) => panic!("{error:?}"),
        }
    }

    /// The address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of the server, without a slash at the end: `http://127.0.0.1:49152`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops the server gracefully: requests in flight finish within the `shutdown_timeout` of its settings, 25 seconds by default.
    ///
    /// The code of the application learns of the stop first. At the end, the values that the start has made are undone.
    ///
    /// # Errors
    ///
    /// The first error of undoing the values that the start has made.
    pub async fn stop(mut self) -> Result {
        let Some(task) = self.task.take() else {
            return Ok(());
        };
        let since = Instant::now();
        // The server may have ended with a panic of its own.
        let _ = task.stop.send(());
        let _ = task.serving.await;
        task.running.stop_by(since, task.shutdown_timeout).await.1
    }
}

async fn bind(settings: &Settings) -> Result<(Server, SocketAddr)> {
    let server = serve::listen(settings, None).await?;
    let address = server.local_addr();
    let address = address.ok_or_else(|| Error::msg("the listener has no address"))?;
    Ok((server, address))
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.serving.abort();
            let service = task.running.service();
            service.begin_stop();
            service.cancel();
        }
    }
}

impl fmt::Debug for TestServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestServer")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// A [`TestServer`] with its own runtime, for plain tests.
#[must_use = "it is stopped when it is dropped"]
pub struct BlockingServer {
    /// `None` once it is being stopped.
    server: Option<TestServer>,
    runtime: Runtime,
}

impl BlockingServer {
    /// The address that the server listens on.
    ///
    /// # Panics
    ///
    /// Never: the inner server exists as long as this value.
    pub fn address(&self) -> SocketAddr {
        self.running().address
    }

    /// The URL of the server, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.running().url
    }

    fn running(&self) -> &TestServer {
        self.server
            .as_ref()
            .expect("only `stop` and `drop` take it")
    }

    /// Stops the server, as [`TestServer::stop`] does.
    ///
    /// # Errors
    ///
    /// The first error of undoing the values that the start has made.
    pub fn stop(mut self) -> Result {
        match self.server.take() {
            Some(server) => self.runtime.block_on(server.stop()),
            None => Ok(()),
        }
    }
}

impl Drop for BlockingServer {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            // Within the runtime, which undoes what was made at the start before it ends.
            self.runtime.block_on(async move { drop(server) });
        }
    }
}

impl fmt::Debug for BlockingServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingServer")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}
