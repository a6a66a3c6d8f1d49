//! When to stop.

use std::io;
#[cfg(unix)]
use std::time::Duration;

/// Waits for the first SIGINT or SIGTERM. From then on a second one ends the program at once.
///
/// On systems without these signals it waits for Ctrl-C.
pub async fn stop_signal() {
    if let Err(error) = first_signal().await {
        tracing::warn!("signals cannot be waited for: {error}");
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn first_signal() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut wait = async move || {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    wait().await;
    tokio::spawn(async move {
        wait().await;
        tracing::warn!("stopped at once: what was in flight is lost");
        twinlane_lanes::flush_lines(LONGEST_FLUSH);
        std::process::exit(1);
    });
    Ok(())
}

/// For the last lines of the log.
#[cfg(unix)]
const LONGEST_FLUSH: Duration = Duration::from_millis(200);

#[cfg(not(unix))]
async fn first_signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
