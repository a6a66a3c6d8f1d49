//! A connection's socket: it knows whether hyper has read all that had arrived, and gives up a client that does not read.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::coop::has_budget_remaining;

use crate::pace::{Pace, PaceLimits};
use crate::state::ConnectionState;

/// The socket as hyper uses it. A read costs two instructions more than without, a write ten.
pub(crate) struct Socket {
    stream: TokioIo<TcpStream>,
    state: ConnectionState,
    writes: PaceLimits,
    /// Made when a write has to wait for the first time.
    pace: Option<Pin<Box<Pace>>>,
}

impl Socket {
    pub(crate) fn new(stream: TcpStream, state: ConnectionState, writes: PaceLimits) -> Self {
        Self {
            stream: TokioIo::new(stream),
            state,
            writes,
            pace: None,
        }
    }

    fn written(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_pending() {
            return self.wait(cx);
        }
        self.state.note_write(false);
        if let (Poll::Ready(Ok(bytes)), Some(pace)) = (&written, &mut self.pace) {
            pace.as_mut().moved(*bytes);
        }
        written
    }

    /// Waits until the client has read something, but not for long.
    #[cold]
    fn wait<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        self.state.note_write(true);
        let limits = self.writes;
        let pace = self.pace.get_or_insert_with(|| Box::pin(Pace::new(limits)));
        ready!(pace.as_mut().poll_wait(cx));
        Poll::Ready(Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "the client does not read its response",
        )))
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
        self.state
            .note_read(read.is_pending() && has_budget_remaining());
        read
    }
}

impl Write for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(cx, written)
    }

    /// Hyper flushes when it has written all that it had.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some(pace) = &mut self.pace {
            pace.as_mut().start_anew();
        }
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
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.written(cx, written)
    }
}
