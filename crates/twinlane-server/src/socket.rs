//! A connection's socket, which knows whether hyper has read all that had arrived.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::coop::has_budget_remaining;

/// The socket as hyper uses it. A read costs two instructions more than without.
pub(crate) struct Socket {
    stream: TokioIo<TcpStream>,
    reads: Reads,
}

/// How many reads have brought bytes since the last that had to wait.
///
/// Hyper reads where it has nothing left of what it has read, so that 0 says: no request is waiting to be begun.
#[derive(Clone, Default)]
pub(crate) struct Reads(Arc<AtomicU32>);

impl Socket {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self {
            stream: TokioIo::new(stream),
            reads: Reads::default(),
        }
    }

    pub(crate) fn reads(&self) -> Reads {
        self.reads.clone()
    }
}

impl Reads {
    pub(crate) fn since_waiting(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// Only the connection's own task writes, so a plain store will do.
    fn note(&self, waits: bool) {
        let reads = if waits {
            0
        } else {
            self.since_waiting().wrapping_add(1)
        };
        self.0.store(reads, Ordering::Relaxed);
    }
}

impl Read for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        // A task that has used up its turn is told to wait though there may be something to read.
        self.reads.note(read.is_pending() && has_budget_remaining());
        read
    }
}

impl Write for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }
}
