//! The stream within TLS.

use std::io::{self, IoSlice, Write};
use std::mem::take;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use rustls::ServerConnection;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::server;

use crate::stream::{Stream, TryWrite};
#[cfg(feature = "http2")]
use crate::tls::HTTP_2;

/// A stream whose handshake is done.
#[derive(Debug)]
pub(crate) struct TlsStream(server::TlsStream<RawSide>);

impl TlsStream {
    pub(crate) fn new(stream: server::TlsStream<RawSide>) -> Self {
        Self(stream)
    }

    /// True if the client has chosen HTTP/2.
    #[cfg(feature = "http2")]
    pub(crate) fn is_http2(&self) -> bool {
        self.0.get_ref().1.alpn_protocol() == Some(HTTP_2)
    }

    /// Sends what is encrypted already, as far as there is room.
    fn push(&mut self) -> io::Result<usize> {
        let (raw, session) = self.0.get_mut();
        let mut sent = 0;
        while session.wants_write() {
            match send(session, raw) {
                Ok(bytes) => sent += bytes,
                Err(error) if sent == 0 || error.kind() != io::ErrorKind::WouldBlock => {
                    return Err(error);
                }
                Err(_) => break,
            }
        }
        Ok(sent)
    }
}

fn send(session: &mut ServerConnection, raw: &mut RawSide) -> io::Result<usize> {
    match session.write_tls(&mut Now(raw))? {
        0 => Err(io::ErrorKind::WriteZero.into()),
        bytes => Ok(bytes),
    }
}

impl TryWrite for TlsStream {
    fn try_write_now(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.push()?;
        // Rustls takes as much as it keeps at most.
        match self.0.get_mut().1.writer().write_vectored(slices)? {
            0 => Err(io::ErrorKind::WouldBlock.into()),
            bytes => Ok(bytes),
        }
    }

    fn try_flush_now(&mut self) -> io::Result<usize> {
        self.push()
    }

    fn is_flushed(&self) -> bool {
        !self.0.get_ref().1.wants_write()
    }

    /// Bytes that it has taken may still be here.
    fn take_sent(&mut self, _taken: usize) -> usize {
        take(&mut self.0.get_mut().0.sent)
    }
}

impl AsyncRead for TlsStream {
    #[inline]
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_read(cx, buffer)
    }
}

impl AsyncWrite for TlsStream {
    #[inline]
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().0).poll_write(cx, bytes)
    }

    #[inline]
    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().0).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    #[inline]
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_flush(cx)
    }

    /// Sends `close_notify`, and ends this side.
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_shutdown(cx)
    }
}

/// The stream below TLS.
#[derive(Debug)]
pub(crate) struct RawSide {
    stream: Stream,
    first: First,
    /// The number of bytes since it was asked last.
    sent: usize,
}

/// The beginning of what a client sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Unread,
    Tls,
    /// Clear HTTP, whose methods are letters.
    Clear,
}

impl RawSide {
    pub(crate) fn new(stream: Stream) -> Self {
        Self {
            stream,
            first: First::Unread,
            sent: 0,
        }
    }

    /// The stream, if its client has begun with clear HTTP.
    pub(crate) fn into_clear(self) -> Option<Stream> {
        (self.first == First::Clear).then_some(self.stream)
    }
}

impl AsyncRead for RawSide {
    #[inline]
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.stream).poll_read(cx, buffer))?;
        if this.first == First::Unread {
            this.first = match buffer.filled().first() {
                Some(first) if first.is_ascii_uppercase() => First::Clear,
                _ => First::Tls,
            };
            // Rustls would answer it with an alert.
            if this.first == First::Clear {
                return Poll::Ready(Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "the client speaks clear HTTP",
                )));
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for RawSide {
    #[inline]
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = ready!(Pin::new(&mut this.stream).poll_write(cx, bytes))?;
        this.sent = this.sent.saturating_add(written);
        Poll::Ready(Ok(written))
    }

    #[inline]
    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = ready!(Pin::new(&mut this.stream).poll_write_vectored(cx, slices))?;
        this.sent = this.sent.saturating_add(written);
        Poll::Ready(Ok(written))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    #[inline]
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

/// Writes to the system itself, past tokio.
struct Now<'a>(&'a mut RawSide);

impl Write for Now<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_vectored(&[IoSlice::new(bytes)])
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        let written = self.0.stream.try_write_now(slices)?;
        self.0.sent = self.0.sent.saturating_add(written);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
