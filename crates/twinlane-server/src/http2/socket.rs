//! The socket of a connection that speaks HTTP/2: it counts what is read and written.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};

use crate::http2::streams::Streams;
use crate::socket::Socket;
use crate::state::ConnectionState;
use crate::stream::Stream;

pub(crate) struct StreamsSocket {
    socket: Socket<Stream>,
    state: ConnectionState,
    streams: Arc<Streams>,
}

impl StreamsSocket {
    /// `state` is the socket's.
    pub(crate) fn new(
        socket: Socket<Stream>,
        state: ConnectionState,
        streams: Arc<Streams>,
    ) -> Self {
        Self {
            socket,
            state,
            streams,
        }
    }

    fn moved<T>(&self, polled: Poll<T>) -> Poll<T> {
        if polled.is_ready() {
            self.streams.note_move();
        }
        polled
    }
}

impl Read for StreamsSocket {
    #[inline]
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.socket).poll_read(cx, buffer);
        self.moved(polled)
    }
}

impl Write for StreamsSocket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.socket).poll_write(cx, bytes);
        self.moved(polled)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.state.set_requests(self.streams.in_flight());
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.socket).poll_write_vectored(cx, slices);
        self.moved(polled)
    }
}
