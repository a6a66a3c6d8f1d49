//! Serving an application: settings, log, stages, server, graceful stop.

mod banner;
mod drain;
mod env_file;
mod last_catch;
mod main;
mod manager;

use std::convert::Infallible;

use bytes::Bytes;
use tokio::sync::oneshot;
use tokio::time::Instant;
use tracing::{info, warn};
use twinlane_server::{
    Connection, Incoming, Reservation, Server, Settings, StopSignals, WithConnection,
};
use twinlane_web::BoxError;

use crate::app::App;
use crate::errors::Result;
use crate::service::Service;
use crate::stages::Running;
use crate::{log, log_output, panic_hook};
use banner::announce;
use drain::until_drained;
use last_catch::LastCatch;
pub use main::{Main, MainUnknown, MainWell, run_main};
use manager::Manager;

impl App {
    /// Serves the application until a signal stops it.
    ///
    /// Unlike `serve_with`, it reads the command line (`--host`, `--port`, `--log-level`, `--access-log` ...; `--help` lists them) and the environment
    /// variables (`TWINLANE_*`, and Uvicorn's). With the feature `log` it also starts the [log](crate::log). The access log is on by default in a
    /// build with debug assertions, as `cargo run` makes it, and off in a release. [`serve_with`](Self::serve_with) does the rest.
    ///
    /// # Errors
    ///
    /// The report of every mistake of the application, the error with which its start failed, an address that is not available, or the first error
    /// of undoing the values of the start. A wrong setting ends the program with a message and the exit code 2.
    pub async fn serve(self) -> Result {
        // A build for development has them, as `cargo run` makes it.
        let settings = Settings::new().access_log(cfg!(debug_assertions));
        let settings = settings.from_args();
        log::start_of_program(&settings);
        // An option, too.
        if let Err(error) = env_file::use_it(settings.env_file.as_deref()) {
            env_file::refuse(&error);
        }
        self.serve_with(settings).await
    }

    /// Serves the application with these settings, for programs that read their own command line and have their own log.
    ///
    /// The start has these steps:
    ///
    /// 1. The application and the files of TLS are checked.
    /// 2. The listen addresses of the settings are reserved. So a port that is taken is reported before the application starts.
    /// 3. The application starts: all [lifespan dependencies](App::lifespan) are made. If one fails, those made before it are undone, and the program
    ///    ends with the error. A signal during the start ends the start, and the dependencies made so far are undone.
    /// 4. The port opens, and requests are served.
    ///
    /// The first SIGINT or SIGTERM begins the stop:
    ///
    /// 1. The [ready path](crate::lifespan::Health) answers 503, and all requests are served for `drain_delay` more; 0 by default.
    /// 2. The graceful stop begins: requests in flight finish, within `shutdown_timeout` (25 seconds).
    /// 3. Requests that have not finished are cancelled. Their dependencies have 4 more seconds to be undone.
    ///
    /// A second signal ends the delay at once. A signal during the graceful stop ends the program at once.
    ///
    /// If a service manager has started the program (systemd's `NOTIFY_SOCKET`), it is notified of the start and of the stop. It also receives
    /// keep-alive messages if it expects them.
    ///
    /// This function starts no log: `log::start` of [`log`](crate::log) does. Panics are written to standard error, each with its message in one
    /// line, because the message may contain text of a client. A panic hook that the program has set stays in place.
    ///
    /// # Errors
    ///
    /// The report of every mistake of the application, everything that is wrong with the files of TLS, the error with which the start failed, an
    /// address that is not available, or the first error of undoing the values of the start.
    pub async fn serve_with(self, settings: Settings) -> Result {
        env_file::use_it(settings.env_file.as_deref())?;
        let checked = self.check_with(&settings)?;
        #[cfg(feature = "tls")]
        settings.tls.check().await?;
        let reservation = Reservation::make(&settings).await?;
        let mut signals = Some(StopSignals::listen());
        // From the first on, what was made is undone, and a second does not wait for that.
        let told_to_stop = async {
            if let Some(told) = &mut signals {
                told.next().await;
            }
            if let Some(told) = signals.take() {
                told.exit_at_second();
            }
        };
        let started = checked.start_until(told_to_stop).await?;
        let (Some(running), Some(signals)) = (started, signals) else {
            info!("stopped before the start had ended: lifespan values are undone");
            return Ok(());
        };
        running
            .serve_until(&settings, Some(reservation), signals)
            .await
    }
}

impl Running {
    /// Serves the application until a signal comes or `limit_max_requests` is reached, and then stops it: see [`App::serve_with`].
    ///
    /// The limits of bodies and the capacity of the thread lane are those of the settings that the application was [checked](App::check_with) with.
    ///
    /// # Errors
    ///
    /// An address is not available, or undoing the values of the start has failed: the first such error.
    pub async fn serve(self, settings: &Settings) -> Result {
        self.serve_until(settings, None, StopSignals::listen())
            .await
    }

    async fn serve_until(
        self,
        settings: &Settings,
        reservation: Option<Reservation>,
        signals: StopSignals,
    ) -> Result {
        let service = self.service();
        let make = move |connection: &Connection| service.of_connection(connection);
        self.serve_made((settings, reservation), signals, (make, Around::Nothing))
            .await
    }

    /// Serves the application within another service: a tower layer around it, or a framework that contains it.
    ///
    /// `wrap` makes the service of each connection. It receives the application's service, which knows the client of the connection. Everything that
    /// [`serve`](Self::serve) does stays: the options of the command line, the limits, the access log, the graceful stop, the page of the lanes.
    ///
    /// An error or a panic of the outer service is a plain 500 and a line in the log. A panic of `wrap` itself drops the connection.
    ///
    /// If the client disconnects, the outer service runs to its end, as an operation does. But if a layer drops the application's response before its
    /// end, as a timeout does, the operation is cancelled. Its dependencies are undone with
    /// [`Outcome::Cancelled`](crate::dependency::Outcome::Cancelled).
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// use tower::Layer;
    /// use tower::timeout::TimeoutLayer;
    /// use twinlane::prelude::*;
    /// use twinlane::{Settings, log};
    ///
    /// #[get("/")]
    /// async fn root() -> String {
    ///     "hello".to_owned()
    /// }
    ///
    /// #[twinlane::main]
    /// async fn main() -> twinlane::Result {
    ///     let settings = Settings::new().from_args();
    ///     log::start(&settings);
    ///     let running = App::new().routes(routes![root]).check_with(&settings)?.start().await?;
    ///     let timeout = TimeoutLayer::new(Duration::from_secs(10));
    ///     running.serve_within(&settings, move |service| timeout.layer(service)).await
    /// }
    /// ```
    ///
    /// A service that is made once and cloned, such as an axum `Router` with the application as its fallback, uses [`service`](Self::service) and
    /// ignores the argument of `wrap`: `move |_| router.clone()`. The application then does not know the outer service. So an operation that the
    /// outer service drops continues, as if its client had disconnected. Every request has its [`Connection`](crate::server::Connection) in its
    /// extensions; the application's service reads the client from there.
    ///
    /// # Errors
    ///
    /// As [`serve`](Self::serve).
    pub async fn serve_within<S, B>(
        self,
        settings: &Settings,
        mut wrap: impl FnMut(Service) -> S,
    ) -> Result
    where
        S: tower_service::Service<http::Request<Incoming>, Response = http::Response<B>>
            + Clone
            + Send
            + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let service = self.service();
        let signals = StopSignals::listen();
        let make = move |connection: &Connection| {
            let within = wrap(service.of_connection(connection).within());
            let caught = LastCatch::new(within, service.clone());
            WithConnection::new(caught, connection)
        };
        self.serve_made((settings, None), signals, (make, Around::Service))
            .await
    }

    async fn serve_made<S, B>(
        self,
        (settings, reservation): (&Settings, Option<Reservation>),
        signals: StopSignals,
        (make, around): (impl FnMut(&Connection) -> S, Around),
    ) -> Result
    where
        S: tower_service::Service<
                http::Request<Incoming>,
                Response = http::Response<B>,
                Error = Infallible,
            > + Clone
            + Send
            + 'static,
        S::Future: Send + 'static,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        panic_hook::install();
        log_output::start(settings.access_log);
        let mut server = match listen(settings, reservation).await {
            Ok(server) => server,
            Err(error) => {
                // The values made at the start are undone. Errors of that are in the log.
                let _ = self.stop().await;
                return Err(error);
            }
        };
        let service = self.service();
        service.bound_left_alone(settings.max_connections);
        let probed = service.clone();
        server = server.never_refused(move |method, uri, extensions| {
            probed.is_probe((method, uri, extensions))
        });
        if around == Around::Nothing {
            server = server.scheme_of_connection();
        }
        announce(&server, &service);
        let manager = Manager::ready(&server);
        let (left, limit) = (self.left(), server.request_limit());
        let (stopping, stops) = oneshot::channel();
        let delay = settings.drain_delay;
        let told = &manager;
        let stop = async move {
            until_drained((left, signals, limit), (&service, told), delay).await;
            service.begin_stop();
            // Nobody may be left to hear it.
            let _ = stopping.send(Instant::now());
        };
        let is_answered = server.serve(make, stop).await;
        let since = stops.await.unwrap_or_else(|_| Instant::now());
        let (is_finished, undone) = self.stop_by(since, settings.shutdown_timeout).await;
        if is_finished && is_answered {
            info!("stopped: everything in flight is finished");
        } else {
            warn!("stopped: work that did not end in time is lost");
        }
        log_output::flush();
        undone
    }
}

/// The place of an application below its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    /// None: each connection has the application itself, which knows the connection.
    Nothing,
    /// The code of another service. It knows only the request.
    Service,
}

/// Listens, and reads the files of TLS.
///
/// # Errors
///
/// All places that cannot be had, and all that is wrong with TLS.
pub(crate) async fn listen(
    settings: &Settings,
    reservation: Option<Reservation>,
) -> Result<Server> {
    let reservation = match reservation {
        Some(reservation) => reservation,
        None => Reservation::make(settings).await?,
    };
    let server = Server::from_listener(reservation.listen()?, settings);
    #[cfg(feature = "tls")]
    let server = server.load_tls().await?;
    Ok(server)
}
