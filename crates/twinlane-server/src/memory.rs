//! Connections within the process.

use std::io;

use tokio::io::{DuplexStream, duplex};
use tokio::sync::mpsc;

/// Opens connections to the listener that it was made with.
///
/// Clones open connections to the same listener. A connection that is opened before the server serves is served when the server does.
#[derive(Debug, Clone)]
pub struct MemoryConnector(mpsc::Sender<DuplexStream>);

/// The connections that a connector has opened, until they are accepted.
pub(crate) type Opened = mpsc::Receiver<DuplexStream>;

pub(crate) fn pair() -> (Opened, MemoryConnector) {
    let (sender, opened) = mpsc::channel(BACKLOG);
    (opened, MemoryConnector(sender))
}

impl MemoryConnector {
    /// Opens a connection: the client's side of it. Waits if many have not been accepted yet.
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
