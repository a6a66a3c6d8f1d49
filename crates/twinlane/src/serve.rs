//! Serving an application: settings, log, banner, server, graceful stop.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};
use tracing::{info, level_filters::LevelFilter, warn};
use twinlane_lanes::RuntimeBuilder;
use twinlane_server::{Connection, LogLevel, Server, Settings};

use crate::app::App;
use crate::error::Result;
use crate::log;
use crate::panic_hook;
use crate::service::Service;

impl App {
    /// Serves the application until it is told to stop.
    ///
    /// Reads the command line (`--host`, `--port`, `--log-level`, `--access-log` ...; `--help` lists them) and the
    /// `TWINLANE_*` variables. The first SIGINT or SIGTERM stops it gracefully: what is in flight is finished, within
    /// `--shutdown-timeout` (25 seconds); what is not is given up, and its dependencies have 4 more seconds to be undone. The
    /// second ends it at once.
    ///
    /// # Errors
    ///
    /// Every mistake of the application in one report, an address that cannot be had. A setting that is wrong ends
    /// the program with its message and the exit code 2, as users of command lines expect.
    pub async fn serve(self) -> Result {
        self.serve_with(Settings::new().from_args()).await
    }

    /// Serves the application with these settings, for programs that read their own command line.
    ///
    /// The log goes to standard error, unless the program has set up one of its own. So do panics, each with its message in one line,
    /// since what a client sent may be in it. A panic hook that the program has set stays as it is.
    ///
    /// # Errors
    ///
    /// Every mistake of the application in one report, an address that cannot be had.
    pub async fn serve_with(self, settings: Settings) -> Result {
        panic_hook::install();
        start_log(settings.log_level);
        let service = self.into_served(&settings)?;
        let server = Server::bind(&settings).await?;
        if let Some(address) = server.local_addr() {
            announce(address, &service);
        }
        let requests = service.clone();
        let (stopping, stops) = oneshot::channel();
        let told = service.clone();
        let stop = async move {
            twinlane_server::stop_signal().await;
            told.begin_stop();
            // Nobody may be left to hear it.
            let _ = stopping.send(Instant::now());
        };
        let make = move |connection: &Connection| match connection.peer() {
            Some(peer) => requests.for_client(peer),
            None => requests.clone(),
        };
        let is_answered = server.serve(make, stop).await;
        let since = stops.await.unwrap_or_else(|_| Instant::now());
        let limit = settings
            .shutdown_timeout
            .map(|time| since + time.min(LONGEST_STOP));
        if finish(&service, limit).await && is_answered {
            info!("stopped: everything in flight is finished");
        } else {
            warn!("stopped: what was not finished in time is lost");
        }
        Ok(())
    }
}

/// Waits for what goes on without a connection, and gives it up when its time is over. `false`: it was given up.
async fn finish(service: &Service, limit: Option<Instant>) -> bool {
    let left = service.left();
    if !left.is_empty() {
        info!("stopping: waiting for {left}");
    }
    let Some(limit) = limit else {
        service.wait_idle().await;
        return true;
    };
    if timeout_at(limit, service.wait_idle()).await.is_ok() {
        return true;
    }
    warn!(
        "stopping: not finished in time, and given up: {}",
        service.left()
    );
    service.cancel();
    if timeout_at(limit + TIME_TO_UNDO, service.wait_idle())
        .await
        .is_err()
    {
        warn!("stopping: not undone in time: {}", service.left());
    }
    false
}

/// For teardowns of what was given up, with the time that cutting off connections takes. A second more is the runtime's: with the
/// default `--shutdown-timeout` a stop takes 30 seconds at the most.
const TIME_TO_UNDO: Duration = Duration::from_secs(4);
/// No clock counts as far as `Duration::MAX`.
const LONGEST_STOP: Duration = Duration::from_hours(24 * 365);

/// What `#[twinlane::main]` makes of `async fn main`.
///
/// A panic hook that `main` sets finds that of the framework, and may call it.
///
/// # Errors
///
/// What `main` fails with, or that the runtime's threads could not be made.
pub fn run_main<F>(runtime: RuntimeBuilder, main: F) -> F::Output
where
    F: Future + Send + 'static,
    F::Output: From<Result> + Send + 'static,
{
    panic_hook::install();
    match runtime.build() {
        Ok(runtime) => runtime.block_on(main),
        Err(error) => F::Output::from(Err(error.into())),
    }
}

/// Logs to standard error, unless the program has set up a log of its own.
fn start_log(level: LogLevel) {
    let level = match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let log = log::subscriber(level, std::io::stderr().is_terminal(), std::io::stderr);
    // A program that has its own log keeps it.
    let _ = tracing::subscriber::set_global_default(log);
}

/// The start-up banner.
fn announce(address: SocketAddr, service: &Service) {
    info!(
        "Twinlane {} serves on http://{address} (stop it with Ctrl-C)",
        env!("CARGO_PKG_VERSION")
    );
    if let Some(docs_url) = service.docs_url() {
        info!("docs: http://{address}{docs_url}");
    }
    if let Some(address_of_page) = service.lanes_page() {
        info!("lanes: http://{address}{address_of_page}");
    }
    let one_thread = Handle::current().runtime_flavor() == RuntimeFlavor::CurrentThread;
    match twinlane_lanes::spare_workers() {
        0 if one_thread => warn!(
            "this is tokio's current-thread runtime: all `async fn`s share one core, one that blocks stops them all and nothing tells, \
             and `lanes::block_on` works in plain `fn`s alone; `#[twinlane::main]` has a worker for each core, spare workers and a watchdog"
        ),
        0 => warn!(
            "this tokio runtime has no spare workers and no watchdog: an `async fn` that blocks holds up the others and nothing tells, \
             and every plain `fn` goes to a thread; `#[twinlane::main]` has them"
        ),
        spare => {
            info!(
                "event loop: {spare} spare workers; plain `fn` operations run in the thread lane"
            );
        }
    }
}
