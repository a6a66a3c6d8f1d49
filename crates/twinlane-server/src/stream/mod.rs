//! A raw stream of bytes, of whatever kind: no code of connections is compiled twice.

#[cfg(feature = "tls")]
mod tls;

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;

#[cfg(feature = "tls")]
pub(crate) use tls::{RawSide, TlsStream};

/// A raw stream, as a listener accepts it, or one within TLS, which is boxed: the others have no room for it.
#[derive(Debug)]
pub(crate) enum Stream {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
    Memory(DuplexStream),
    #[cfg(feature = "tls")]
    Tls(Box<TlsStream>),
}

#[cfg(all(feature = "http2", feature = "tls"))]
impl Stream {
    pub(crate) fn tls(&self) -> Option<&TlsStream> {
        match self {
            Self::Tls(stream) => Some(stream),
            _ => None,
        }
    }
}

/// A stream whose system can be asked for room that it does not tell of.
pub(crate) trait TryWrite {
    /// Writes what there is room for at this moment. `WouldBlock`: none.
    fn try_write_now(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize>;

    /// Sends what was written and is still here. The number of bytes. `WouldBlock`: there is no room for any.
    fn try_flush_now(&mut self) -> io::Result<usize> {
        Ok(0)
    }

    /// Nothing that was written is still here.
    fn is_flushed(&self) -> bool {
        true
    }

    /// The number of bytes that have been sent since it was asked last, if it has taken so many.
    #[inline]
    fn take_sent(&mut self, taken: usize) -> usize {
        taken
    }
}

impl TryWrite for Stream {
    fn try_write_now(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        match self {
            // Past tokio, which still waits to be told of room: a wake-up is not lost.
            Self::Tcp(stream) => SockRef::from(&*stream).send_vectored(slices),
            #[cfg(unix)]
            Self::Unix(stream) => SockRef::from(&*stream).send_vectored(slices),
            // A stream in memory has already told that it has no room.
            Self::Memory(_) => Err(io::ErrorKind::WouldBlock.into()),
            #[cfg(feature = "tls")]
            Self::Tls(stream) => stream.try_write_now(slices),
        }
    }

    #[cfg(feature = "tls")]
    fn try_flush_now(&mut self) -> io::Result<usize> {
        match self {
            Self::Tls(stream) => stream.try_flush_now(),
            _ => Ok(0),
        }
    }

    #[cfg(feature = "tls")]
    fn is_flushed(&self) -> bool {
        match self {
            Self::Tls(stream) => stream.is_flushed(),
            _ => true,
        }
    }

    #[cfg(feature = "tls")]
    #[inline]
    fn take_sent(&mut self, taken: usize) -> usize {
        match self {
            Self::Tls(stream) => stream.take_sent(taken),
            _ => taken,
        }
    }
}

impl AsyncRead for Stream {
    // With more kinds of streams it would become a call.
    #[allow(clippy::inline_always, reason = "42 instructions a read")]
    #[inline(always)]
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_read(cx, buffer),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_read(cx, buffer),
            Self::Memory(stream) => Pin::new(stream).poll_read(cx, buffer),
            #[cfg(feature = "tls")]
            Self::Tls(stream) => Pin::new(&mut **stream).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    #[inline]
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_write(cx, bytes),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Memory(stream) => Pin::new(stream).poll_write(cx, bytes),
            #[cfg(feature = "tls")]
            Self::Tls(stream) => Pin::new(&mut **stream).poll_write(cx, bytes),
        }
    }

    #[allow(clippy::inline_always, reason = "23 instructions a write")]
    #[inline(always)]
    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
            Self::Memory(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
            #[cfg(feature = "tls")]
            Self::Tls(stream) => Pin::new(&mut **stream).poll_write_vectored(cx, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Tcp(stream) => stream.is_write_vectored(),
            #[cfg(unix)]
            Self::Unix(stream) => stream.is_write_vectored(),
            Self::Memory(stream) => stream.is_write_vectored(),
            #[cfg(feature = "tls")]
            Self::Tls(stream) => stream.is_write_vectored(),
        }
    }

    #[inline]
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_flush(cx),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_flush(cx),
            Self::Memory(stream) => Pin::new(stream).poll_flush(cx),
            #[cfg(feature = "tls")]
            Self::Tls(stream) => Pin::new(&mut **stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Memory(stream) => Pin::new(stream).poll_shutdown(cx),
            #[cfg(feature = "tls")]
            Self::Tls(stream) => Pin::new(&mut **stream).poll_shutdown(cx),
        }
    }
}
