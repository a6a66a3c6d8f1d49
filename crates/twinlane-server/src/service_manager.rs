//! Notifies the service manager that started the process: systemd's `sd_notify(3)`.

use std::ffi::OsString;
use std::io;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tracing::warn;

use crate::log_text::LogText;

/// The service manager that started the process: systemd with `Type=notify` or `WatchdogSec=`.
///
/// Twinlane's `App::serve` notifies it. Programs that use [`Server`](crate::Server) directly notify it like this:
///
/// ```
/// use twinlane_server::ServiceManager;
///
/// # #[tokio::main]
/// # async fn main() {
/// // `None`: nobody wants to know.
/// let manager = ServiceManager::from_env();
/// // When the server listens:
/// if let Some(manager) = &manager {
///     manager.ready("serves");
/// }
/// // When it has been told to stop:
/// if let Some(manager) = &manager {
///     manager.stopping("finishes what is in flight");
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct ServiceManager {
    socket: Arc<UnixDatagram>,
    /// The time between two signs of life.
    watchdog: Option<Duration>,
    /// Gives them.
    signs: std::sync::OnceLock<JoinHandle<()>>,
}

impl ServiceManager {
    /// Returns the service manager of `NOTIFY_SOCKET`, or `None` if that variable is not set.
    ///
    /// `None` too if the service manager cannot be notified. The log then has a line.
    pub fn from_env() -> Option<Self> {
        Self::from_variables(|name| std::env::var_os(name))
    }

    /// Like [`from_env`](Self::from_env), with a function that reads the variables.
    pub fn from_variables(variable: impl Fn(&str) -> Option<OsString>) -> Option<Self> {
        let text = |name| variable(name).filter(|value| !value.is_empty());
        let name = text("NOTIFY_SOCKET")?;
        let connected = address(&name).and_then(|address| {
            let socket = UnixDatagram::unbound()?;
            socket.set_nonblocking(true)?;
            socket.connect_addr(&address)?;
            Ok(socket)
        });
        let socket = match connected {
            Ok(socket) => Arc::new(socket),
            Err(error) => {
                let name = name.to_string_lossy();
                warn!(
                    "the service manager cannot be notified (NOTIFY_SOCKET is {}): {error}",
                    LogText(&*name)
                );
                return None;
            }
        };
        let number = |name| text(name)?.to_str()?.parse::<u64>().ok();
        let is_ours = match text("WATCHDOG_PID") {
            None => true,
            Some(_) => number("WATCHDOG_PID") == Some(std::process::id().into()),
        };
        let watchdog = number("WATCHDOG_USEC").filter(|&micros| is_ours && micros > 0);
        Some(Self {
            socket,
            // Half of the time that it waits, as systemd advises.
            watchdog: watchdog.map(|micros| Duration::from_micros((micros / 2).max(1))),
            signs: std::sync::OnceLock::new(),
        })
    }

    /// Reports that the process serves, with a status for `systemctl status`. Must be called in a runtime.
    ///
    /// If systemd expects signs of life (`WATCHDOG_USEC`), they are sent from now on. A task of the event loop sends them, so
    /// they stop if the event loop is stuck. They also stop when this `ServiceManager` is dropped.
    pub fn ready(&self, status: &str) {
        self.tell("READY=1", status);
        if let Some(every) = self.watchdog {
            let socket = Arc::clone(&self.socket);
            self.signs
                .get_or_init(|| tokio::spawn(give_signs(socket, every)));
        }
    }

    /// Reports that the process stops, with a status for `systemctl status`. Must be called in a runtime.
    pub fn stopping(&self, status: &str) {
        self.tell("STOPPING=1", status);
    }

    fn tell(&self, state: &str, status: &str) {
        let message = format!("{state}\nSTATUS={}\n", LogText(status));
        match self.socket.send(message.as_bytes()) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                tokio::spawn(tell_later(Arc::clone(&self.socket), message));
            }
            Err(error) => say(&error),
        }
    }
}

impl Drop for ServiceManager {
    fn drop(&mut self) {
        if let Some(signs) = self.signs.get() {
            signs.abort();
        }
    }
}

/// # Errors
///
/// The address is of an unknown kind.
fn address(name: &OsString) -> io::Result<SocketAddr> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if let Some(name) = name.as_encoded_bytes().strip_prefix(b"@") {
        use std::os::linux::net::SocketAddrExt;
        return SocketAddr::from_abstract_name(name);
    }
    if !name.as_encoded_bytes().starts_with(b"/") {
        let reason = "neither a path nor an abstract socket";
        return Err(io::Error::new(io::ErrorKind::Unsupported, reason));
    }
    SocketAddr::from_pathname(name)
}

async fn give_signs(socket: Arc<UnixDatagram>, every: Duration) {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        // One that is lost is followed by another.
        let _ = socket.send(b"WATCHDOG=1\n");
    }
}

/// Tries again for a manager that has much to read.
async fn tell_later(socket: Arc<UnixDatagram>, message: String) {
    for _ in 0..MOST_TRIES {
        sleep(BETWEEN_TRIES).await;
        match socket.send(message.as_bytes()) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return say(&error),
            Ok(_) => return,
        }
    }
    say(&io::ErrorKind::WouldBlock.into());
}

fn say(error: &io::Error) {
    warn!("the service manager could not be notified (NOTIFY_SOCKET): {error}");
}

const MOST_TRIES: u32 = 600;
const BETWEEN_TRIES: Duration = Duration::from_millis(100);
