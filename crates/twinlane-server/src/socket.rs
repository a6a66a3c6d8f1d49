//! A connection's socket: it knows whether hyper has read all that had arrived, and gives up a client that does not read.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::coop::has_budget_remaining;

use crate::linger::Linger;
use crate::pace::PaceLimits;
#[cfg(feature = "http2")]
use crate::preface::FirstBytes;
use crate::stall::Stall;
use crate::state::ConnectionState;
use crate::stream::TryWrite;
use crate::tie::Tie;

/// The stream as hyper uses it. A read costs two instructions more than without, a write ten.
pub(crate) struct Socket<T> {
    stream: TokioIo<T>,
    state: ConnectionState,
    writes: PaceLimits,
    /// Made when a write has to wait for the first time.
    stall: Option<Box<Stall>>,
    /// Made when the connection is closed by us.
    linger: Option<Pin<Box<Linger>>>,
    tie: Tie,
    #[cfg(feature = "http2")]
    first: FirstBytes,
}

impl<T> Socket<T> {
    /// Waits for a client that may send what and when it likes, until a stop cuts it off.
    #[cold]
    fn wait_upgraded(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.tie.poll_read(cx)
    }
}

impl<T: TryWrite> Socket<T> {
    pub(crate) fn new(stream: T, state: ConnectionState, writes: PaceLimits, tie: Tie) -> Self {
        Self {
            stream: TokioIo::new(stream),
            state,
            writes,
            stall: None,
            linger: None,
            tie,
            #[cfg(feature = "http2")]
            first: FirstBytes::default(),
        }
    }

    /// Begins with bytes that have been read from the stream already.
    #[cfg(feature = "http2")]
    pub(crate) fn begin_with(mut self, first: FirstBytes) -> Self {
        self.first = first;
        self
    }

    fn written(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if written.is_pending() {
            return self.wait(cx, slices);
        }
        self.state.note_write(false);
        if let (Poll::Ready(Ok(bytes)), Some(stall)) = (&written, &mut self.stall) {
            stall.end(self.stream.inner_mut().take_sent(*bytes));
        }
        written
    }

    /// Notes that the client is waited for. Ready: a stop has cut off what it was upgraded to.
    fn note_waiting<R>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<R>> {
        self.state.note_write(true);
        if self.state.is_upgraded() {
            return self.tie.poll_write(cx);
        }
        Poll::Pending
    }

    /// The waits for the client, and the stream that waits.
    fn stall(&mut self) -> (&mut Stall, &mut T) {
        let new = || Box::new(Stall::new(self.writes));
        let stall = self.stall.get_or_insert_with(new);
        (stall, self.stream.inner_mut())
    }

    /// Waits until the client has read something, but not for long.
    #[cold]
    fn wait(&mut self, cx: &mut Context<'_>, slices: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        if let Poll::Ready(cut_off) = self.note_waiting(cx) {
            return Poll::Ready(cut_off);
        }
        let (stall, stream) = self.stall();
        let written = ready!(stall.poll_write(cx, || stream.try_write_now(slices)));
        // These bytes have been counted.
        stream.take_sent(0);
        self.state.note_write(written.is_err());
        Poll::Ready(written)
    }

    /// Waits until the client has read what the stream keeps for it, likewise: within TLS what is written has been taken, and not sent.
    #[cold]
    fn wait_for_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Poll::Ready(cut_off) = self.note_waiting(cx) {
            return Poll::Ready(cut_off);
        }
        let (stall, stream) = self.stall();
        match stream.take_sent(0) {
            0 => {}
            sent => stall.end(sent),
        }
        while !stream.is_flushed() {
            ready!(stall.poll_write(cx, || stream.try_flush_now()))?;
            stream.take_sent(0);
        }
        self.state.note_write(false);
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + Unpin> Read for Socket<T> {
    // Called from two places of hyper: a call of its own would cost 60 instructions a read.
    #[inline]
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        #[allow(unused_mut, reason = "without HTTP/2")] mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        #[cfg(feature = "http2")]
        if !self.first.is_empty() {
            self.first.give(&mut buffer);
            self.state.note_read(false);
            return Poll::Ready(Ok(()));
        }
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        let is_pending = read.is_pending();
        // A task that has used up its turn is told to wait though there may be something to read.
        self.state.note_read(is_pending && has_budget_remaining());
        if is_pending && self.state.is_upgraded() {
            return self.wait_upgraded(cx);
        }
        read
    }
}

impl<T: AsyncRead + AsyncWrite + TryWrite + Unpin> Write for Socket<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(cx, written, &[IoSlice::new(bytes)])
    }

    /// Hyper flushes when it has written all that it had.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let mut flushed = Pin::new(&mut this.stream).poll_flush(cx);
        if flushed.is_pending() {
            flushed = this.wait_for_flush(cx);
        }
        let answered = this.state.is_answered();
        if let (Poll::Ready(_), Some(stall)) = (&flushed, &mut this.stall) {
            this.state.note_write(false);
            // A response that goes on owes what its client has let us wait for, however many times it is flushed.
            if answered {
                this.stream.inner_mut().take_sent(0);
                stall.start_anew();
            }
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        this.state.note_closing();
        if this.linger.is_none() {
            let mut ended = Pin::new(&mut this.stream).poll_shutdown(cx);
            if ended.is_pending() {
                ready!(this.wait_for_flush(cx))?;
                ended = Pin::new(&mut this.stream).poll_shutdown(cx);
            }
            ready!(ended)?;
            // The bytes left to read are for another protocol.
            if this.state.is_upgraded() {
                return Poll::Ready(Ok(()));
            }
            let is_unread = this.state.is_unread();
            if !is_unread && this.state.reads_since_waiting() == 0 {
                return Poll::Ready(Ok(()));
            }
            // Nothing more will be begun: a stop need not wait.
            this.state.note_read(true);
            this.linger = Some(Box::pin(Linger::new(is_unread)));
        }
        match &mut this.linger {
            Some(linger) => linger.as_mut().poll(cx, this.stream.inner_mut()),
            None => Poll::Ready(Ok(())),
        }
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
        self.written(cx, written, slices)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::sync::Arc;
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio::time::sleep;
    use twinlane_lanes::{InFlight, StopSignal};

    use super::*;
    use crate::stream::Stream;

    const IDLE: Duration = Duration::from_secs(10);

    fn socket(min_rate: usize) -> (Socket<Stream>, ConnectionState, DuplexStream) {
        let (ours, clients) = duplex(16);
        let state = ConnectionState::default();
        let limits = PaceLimits {
            idle: IDLE,
            min_rate,
        };
        let open = Arc::new(InFlight::new().track());
        let tie = Tie::new(open, &StopSignal::new());
        let socket = Socket::new(Stream::Memory(ours), state.clone(), limits, tie);
        (socket, state, clients)
    }

    /// Writes and flushes as hyper does.
    async fn write(socket: &mut Socket<Stream>, mut bytes: &[u8]) -> io::Result<()> {
        let mut socket = Pin::new(socket);
        while !bytes.is_empty() {
            let written = poll_fn(|cx| socket.as_mut().poll_write(cx, bytes)).await?;
            bytes = &bytes[written..];
        }
        poll_fn(|cx| socket.as_mut().poll_flush(cx)).await
    }

    /// A client that reads so many bytes each time.
    fn reads(mut client: DuplexStream, bytes: usize, every: Duration) {
        tokio::spawn(async move {
            let mut read = vec![0; bytes];
            loop {
                sleep(every).await;
                if client.read(&mut read).await.is_err() {
                    break;
                }
            }
        });
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_something_in_time_is_never_cut_off() {
        let (mut socket, state, client) = socket(0);
        let _response = state.begin_request();
        reads(client, 1, IDLE * 9 / 10);
        write(&mut socket, &[0; 1000]).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_nothing_is_cut_off() {
        let (mut socket, state, _client) = socket(0);
        let _response = state.begin_request();
        let error = write(&mut socket, &[0; 1000]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn the_parts_of_a_response_do_not_renew_its_time() {
        for parts in [1, 10, 100] {
            let (mut socket, state, client) = socket(100);
            let _response = state.begin_request();
            reads(client, 10, IDLE / 10);
            let mut written = Ok(());
            for _ in 0..parts {
                written = written.and(write(&mut socket, &vec![0; 10_000 / parts]).await);
            }
            assert_eq!(
                written.unwrap_err().kind(),
                io::ErrorKind::TimedOut,
                "{parts}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_next_response_owes_nothing() {
        let (mut socket, state, client) = socket(100);
        reads(client, 10, IDLE / 10);
        for _ in 0..20 {
            let response = state.begin_request();
            // Hyper has the whole response before it flushes what is left of it.
            drop(response);
            write(&mut socket, &[0; 50]).await.unwrap();
        }
    }

    /// Reading what nobody wants must not look as if a request were to come.
    #[tokio::test(start_paused = true)]
    async fn a_connection_that_lingers_begins_nothing() {
        let (mut socket, state, mut client) = socket(0);
        client.write_all(b"unread").await.unwrap();
        state.note_read(false);
        poll_fn(|cx| Pin::new(&mut socket).poll_shutdown(cx))
            .await
            .unwrap();
        assert_eq!(state.reads_since_waiting(), 0);
    }
}
