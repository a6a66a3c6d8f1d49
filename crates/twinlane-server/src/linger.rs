//! The end of a connection whose client may still be sending: closed at once, the connection is reset, and the client loses the
//! response that it has not read yet.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

pin_project! {
    /// Reads and discards what still comes, within limits.
    #[derive(Debug)]
    pub(crate) struct Linger {
        #[pin]
        timer: Sleep,
        deadline: Instant,
        left: usize,
        // There is more than what has arrived by now.
        waits: bool,
    }
}

impl Linger {
    /// `waits`: the client is known to be sending. Otherwise only what has arrived is looked at first.
    pub(crate) fn new(waits: bool) -> Self {
        Self {
            timer: sleep(LONGEST_WAIT),
            deadline: Instant::now() + LONGEST,
            left: MOST_DISCARDED,
            waits,
        }
    }

    /// Ready: the connection can be closed.
    pub(crate) fn poll<T: AsyncRead + Unpin>(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        stream: &mut T,
    ) -> Poll<io::Result<()>> {
        let mut this = self.project();
        let mut space = [0; 4096];
        while *this.left > 0 {
            let mut unread = ReadBuf::new(&mut space);
            match Pin::new(&mut *stream).poll_read(cx, &mut unread) {
                Poll::Ready(read) => read?,
                Poll::Pending if *this.waits => return this.timer.poll(cx).map(Ok),
                Poll::Pending => break,
            }
            let now = Instant::now();
            if unread.filled().is_empty() || now >= *this.deadline {
                break;
            }
            *this.left = this.left.saturating_sub(unread.filled().len());
            *this.waits = true;
            let next = (now + LONGEST_WAIT).min(*this.deadline);
            this.timer.as_mut().reset(next);
        }
        Poll::Ready(Ok(()))
    }
}

/// The longest wait for the client to send more, or to close its side.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(10);
/// Clients that send all before they read are answered up to here.
const MOST_DISCARDED: usize = 256 << 20;

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;

    use tokio::io::{AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    async fn linger(waits: bool, stream: &mut DuplexStream) -> Duration {
        let begun = Instant::now();
        let mut linger = pin!(Linger::new(waits));
        poll_fn(|cx| linger.as_mut().poll(cx, stream))
            .await
            .unwrap();
        begun.elapsed()
    }

    /// A client that sends a byte now and then.
    fn sends(mut client: DuplexStream, every: Duration) {
        tokio::spawn(async move {
            while client.write_all(b"x").await.is_ok() {
                sleep(every).await;
            }
        });
    }

    #[tokio::test(start_paused = true)]
    async fn it_ends_with_the_client() {
        let (mut ours, mut clients) = duplex(16);
        clients.write_all(b"unread").await.unwrap();
        drop(clients);
        assert_eq!(linger(true, &mut ours).await, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_sends_nothing_is_not_waited_for_long() {
        let (mut ours, _clients) = duplex(16);
        assert_eq!(linger(false, &mut ours).await, Duration::ZERO);
        assert!(linger(true, &mut ours).await < 2 * LONGEST_WAIT);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_always_sends_is_not_waited_for_long() {
        let (mut ours, clients) = duplex(16);
        sends(clients, LONGEST_WAIT / 2);
        assert!(linger(true, &mut ours).await < 2 * LONGEST);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_sends_much_is_not_read_for_ever() {
        let (mut ours, mut clients) = duplex(1 << 20);
        let sends = tokio::spawn(async move {
            let piece = vec![0; 1 << 20];
            while clients.write_all(&piece).await.is_ok() {}
        });
        assert!(linger(true, &mut ours).await < LONGEST);
        drop(ours);
        sends.await.unwrap();
    }
}
