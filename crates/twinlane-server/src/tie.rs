//! The tie of a connection that speaks another protocol to its server: it counts until it ends, and ends when the server cuts off.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use twinlane_lanes::{Guard, StopSignal, Stopping};

/// The tie of a connection's socket to the server, which outlives the connection's task if its service upgrades it.
pub(crate) struct Tie {
    /// Counts the connection as open.
    _open: Arc<Guard>,
    cut: StopSignal,
    /// One for each direction, since they may be in two tasks. Made when an upgraded connection has to wait.
    reading: Option<Stopping>,
    writing: Option<Stopping>,
}

impl Tie {
    pub(crate) fn new(open: Arc<Guard>, cut: &StopSignal) -> Self {
        Self {
            _open: open,
            cut: cut.clone(),
            reading: None,
            writing: None,
        }
    }

    /// Called by a read that waits. Ready: the server cuts the connection off.
    #[cold]
    pub(crate) fn poll_read<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let news = self.reading.get_or_insert_with(|| self.cut.stopping());
        Pin::new(news).poll(cx).map(|()| Err(cut_off()))
    }

    /// Called by a write that waits. Ready: the server cuts the connection off.
    #[cold]
    pub(crate) fn poll_write<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let news = self.writing.get_or_insert_with(|| self.cut.stopping());
        Pin::new(news).poll(cx).map(|()| Err(cut_off()))
    }
}

fn cut_off() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "the server has stopped")
}
