//! Connections within the process.

use std::io;

use tokio::io::{DuplexStream, duplex};
use tokio::sync::mpsc;

/// Opens connections within the process, to the [listener](crate::Listener::in_memory) that was made with it.
///
/// Clones connect to the same listener. A connection may be opened before the server serves: it waits until then.
#[derive(Debug, Clone)]
pub struct MemoryConnector(mpsc::Sender<DuplexStream>);

/// The connections that a connector has opened, until they are accepted.
pub(crate) type Opened = mpsc::Receiver<DuplexStream>;

pub(crate) fn pair() -> (Opened, MemoryConnector) {
    let (sender, opened) = mpsc::channel(BACKLOG);
    (opened, MemoryConnector(sender))
}

impl MemoryConnector {
    /// Opens a connection, and returns the client's side of it. Waits while too many connections have not been accepted yet.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::ConnectionRefused`] if the server has stopped.
    pub async fn connect(&self) -> io::Result<DuplexStream> {
        let (clients, servers) = duplex(BUFFER);
        let sent = self.0.send(servers).await;
        sent.map_err(|_| io::ErrorKind::ConnectionRefused)?;
        Ok(clients)
    }
}

const BACKLOG: usize = 128;
/// The buffer of each direction, in bytes.
const BUFFER: usize = 64 << 10;
