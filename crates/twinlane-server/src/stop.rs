//! The signals that stop a server.

use std::io;
use std::time::Duration;

/// Waits for the first SIGINT or SIGTERM. A second signal then ends the program at once.
///
/// On systems without these signals, it waits for Ctrl-C.
pub async fn stop_signal() {
    let mut signals = StopSignals::listen();
    signals.next().await;
    signals.exit_at_second();
}

/// The signals that stop a program, SIGINT and SIGTERM, one after another: for a stop in several steps, one for each signal.
///
/// On systems without these signals, it is Ctrl-C.
///
/// ```no_run
/// use std::time::Duration;
///
/// use twinlane_server::StopSignals;
///
/// # async fn stop() {
/// let mut signals = StopSignals::listen();
/// signals.next().await;
/// println!("no more requests, please");
/// // The second signal does not wait for the balancer.
/// let _ = tokio::time::timeout(Duration::from_secs(5), signals.next()).await;
/// // From now on one more ends the program.
/// signals.exit_at_second();
/// # }
/// ```
#[derive(Debug)]
pub struct StopSignals {
    /// None if signals cannot be waited for.
    source: Option<Source>,
    is_told: bool,
}

impl StopSignals {
    /// Starts to listen for the signals. From now on they do not end the program by themselves.
    ///
    /// If listening is not possible, the log has a WARN line, and [`next`](Self::next) never returns.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with its drivers enabled.
    pub fn listen() -> Self {
        let source = Source::new();
        if let Err(error) = &source {
            tracing::warn!("signals cannot be waited for: {error}");
        }
        Self {
            source: source.ok(),
            is_told: false,
        }
    }

    /// Waits for the next signal. No signal is lost if this future is dropped.
    pub async fn next(&mut self) {
        let Some(source) = &mut self.source else {
            return std::future::pending().await;
        };
        source.next().await;
        self.is_told = true;
    }

    /// Ends the program at the next signal, with the exit code 1.
    ///
    /// If no signal has come yet because the program stops by itself, the first signal is ignored: it asks for the stop that is
    /// already going on. The second signal then ends the program.
    pub fn exit_at_second(mut self) {
        tokio::spawn(async move {
            if !self.is_told {
                self.next().await;
            }
            self.next().await;
            tracing::warn!("stopped at once: work in flight is lost");
            twinlane_lanes::flush_lines(LONGEST_FLUSH);
            std::process::exit(1);
        });
    }
}

#[cfg(unix)]
#[derive(Debug)]
struct Source {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Source {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// The longest wait for the last lines of the log.
const LONGEST_FLUSH: Duration = Duration::from_millis(200);

#[cfg(not(unix))]
#[derive(Debug)]
struct Source;

#[cfg(not(unix))]
impl Source {
    #[expect(clippy::unnecessary_wraps, reason = "as with signals")]
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
