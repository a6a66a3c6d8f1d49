//! The connection of a request that goes on with another protocol.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use http::Extensions;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::oneshot;

/// A future that returns the connection of a request, for another protocol. It is ready when the 101 response has been sent.
///
/// A service takes it from the extensions of an HTTP/1.1 request, of this server or of any other server on hyper.
///
/// # Errors
///
/// Another response than a 101 has been sent, or none.
#[derive(Debug)]
pub struct Upgrade(Source);

#[derive(Debug)]
enum Source {
    Hyper(OnUpgrade),
    Promised(StreamToCome),
}

/// A connection that is not hyper's, in the extensions of a request. The first who takes it has it.
#[derive(Clone)]
struct PromisedStream(Arc<Mutex<Option<StreamToCome>>>);

/// A stream, once the response is a 101.
type StreamToCome = oneshot::Receiver<Box<dyn UpgradedStream>>;

/// The promise that a request gets its connection: for tests, and for servers other than hyper's. See [`Upgrade::promise`].
///
/// Drop it if the response is not a 101: the [`Upgrade`] then fails.
#[derive(Debug)]
pub struct UpgradePromise(oneshot::Sender<Box<dyn UpgradedStream>>);

impl UpgradePromise {
    /// Keeps the promise: passes the connection to the request, after a 101 response.
    pub fn keep<S>(self, stream: S)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        // If nobody waits for it, it is dropped, as a connection that nobody wants.
        drop(self.0.send(Box::new(WithDebug(stream))));
    }
}

impl Upgrade {
    /// Takes the connection of the request with these extensions. `None` if it has none, or if it was taken already.
    pub fn take(extensions: &mut Extensions) -> Option<Self> {
        if let Some(PromisedStream(stream)) = extensions.remove() {
            let stream = stream.lock().unwrap_or_else(PoisonError::into_inner).take();
            return stream.map(|stream| Self(Source::Promised(stream)));
        }
        let of_hyper = extensions.remove();
        of_hyper.map(|upgrade| Self(Source::Hyper(upgrade)))
    }

    /// Promises a request its connection after a 101 response: for tests, and for servers other than hyper's.
    pub fn promise(extensions: &mut Extensions) -> UpgradePromise {
        let (promise, stream) = oneshot::channel();
        extensions.insert(PromisedStream(Arc::new(Mutex::new(Some(stream)))));
        UpgradePromise(promise)
    }
}

impl Future for Upgrade {
    type Output = io::Result<Upgraded>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Source::Hyper(upgrade) => {
                let upgraded = ready!(Pin::new(upgrade).poll(cx)).map_err(io::Error::other)?;
                Poll::Ready(Ok(Upgraded(Stream::Hyper(TokioIo::new(upgraded)))))
            }
            Source::Promised(stream) => {
                let stream = ready!(Pin::new(stream).poll(cx)).map_err(io::Error::other)?;
                Poll::Ready(Ok(Upgraded(Stream::Given(stream))))
            }
        }
    }
}

/// A connection that has left HTTP: the output of [`Upgrade`].
#[derive(Debug)]
pub struct Upgraded(Stream);

#[derive(Debug)]
enum Stream {
    Hyper(TokioIo<hyper::upgrade::Upgraded>),
    Given(Box<dyn UpgradedStream>),
}

/// The streams that a connection can be.
trait UpgradedStream: AsyncRead + AsyncWrite + Send + Unpin + fmt::Debug {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> UpgradedStream for WithDebug<S> {}

/// A stream, whatever it says of itself.
struct WithDebug<S>(S);

impl<S> fmt::Debug for WithDebug<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stream")
    }
}

impl fmt::Debug for PromisedStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PromisedStream")
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for WithDebug<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WithDebug<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

impl AsyncRead for Upgraded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.0 {
            Stream::Hyper(stream) => Pin::new(stream).poll_read(cx, buffer),
            Stream::Given(stream) => Pin::new(stream).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Upgraded {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.0 {
            Stream::Hyper(stream) => Pin::new(stream).poll_write(cx, bytes),
            Stream::Given(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.0 {
            Stream::Hyper(stream) => Pin::new(stream).poll_flush(cx),
            Stream::Given(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.0 {
            Stream::Hyper(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Given(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn a_promised_stream_is_taken_once() {
        let (ours, mut theirs) = duplex(16);
        let mut extensions = Extensions::new();
        let promise = Upgrade::promise(&mut extensions);
        let mut copy = extensions.clone();
        let upgrade = Upgrade::take(&mut extensions).unwrap();
        promise.keep(ours);
        let mut upgraded = upgrade.await.unwrap();
        assert!(Upgrade::take(&mut copy).is_none());
        assert!(Upgrade::take(&mut extensions).is_none());
        theirs.write_all(b"in").await.unwrap();
        upgraded.write_all(b"out").await.unwrap();
        upgraded.flush().await.unwrap();
        let (mut read, mut written) = ([0; 2], [0; 3]);
        upgraded.read_exact(&mut read).await.unwrap();
        theirs.read_exact(&mut written).await.unwrap();
        assert_eq!((&read, &written), (b"in", b"out"));
        upgraded.shutdown().await.unwrap();
        assert_eq!(theirs.read(&mut written).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn a_promise_that_is_not_kept_is_an_error() {
        let mut extensions = Extensions::new();
        let promise = Upgrade::promise(&mut extensions);
        let upgrade = Upgrade::take(&mut extensions).unwrap();
        drop(promise);
        assert!(upgrade.await.is_err());
    }
}
