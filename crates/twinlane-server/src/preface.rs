//! The first bytes of a connection, which say its version of HTTP. Nothing is made for a connection before they are there.

use std::future::poll_fn;
use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::ReadBufCursor;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::sleep;
use tracing::debug;
use twinlane_lanes::StopSignal;

/// The first bytes of a client of HTTP/2 (RFC 9113, section 3.4). No request of HTTP/1 begins with it.
pub(crate) const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The version of a connection, and what has been read of it.
#[derive(Debug)]
pub(crate) enum Beginning {
    One(FirstBytes),
    /// With the preface.
    Two(FirstBytes),
}

/// Reads until the version is known. `None`: the client ends its side without a byte, fails, or takes longer than `limit`; or the server stops.
pub(crate) async fn read_beginning(
    stream: &mut (impl AsyncRead + Unpin),
    limit: Duration,
    stop: &StopSignal,
) -> Option<Beginning> {
    let mut read = Vec::new();
    let told = tokio::select! {
        biased;
        told = poll_fn(|cx| poll_version(stream, &mut read, cx)) => told,
        () = stop.stopping() => return None,
        () = sleep(limit) => Err(io::ErrorKind::TimedOut.into()),
    };
    match told {
        Ok(Told::Two) => Some(Beginning::Two(FirstBytes::new(read))),
        Ok(Told::One) if !read.is_empty() => Some(Beginning::One(FirstBytes::new(read))),
        Ok(Told::One) => None,
        Err(error) => {
            debug!("a connection ended before its first request: {error}");
            None
        }
    }
}

/// The version that the first bytes tell.
#[derive(Debug, PartialEq, Eq)]
enum Told {
    One,
    Two,
}

/// Appends what arrives until it tells the version, or the client ends its side.
fn poll_version(
    stream: &mut (impl AsyncRead + Unpin),
    read: &mut Vec<u8>,
    cx: &mut Context<'_>,
) -> Poll<io::Result<Told>> {
    let mut space = [MaybeUninit::uninit(); FIRST_READ];
    loop {
        let mut arrived = ReadBuf::uninit(&mut space[read.len()..]);
        ready!(Pin::new(&mut *stream).poll_read(cx, &mut arrived))?;
        if arrived.filled().is_empty() {
            return Poll::Ready(Ok(Told::One));
        }
        read.extend_from_slice(arrived.filled());
        if let Some(told) = told_by(read) {
            return Poll::Ready(Ok(told));
        }
    }
}

/// As much as hyper reads first.
const FIRST_READ: usize = 8192;

/// `None`: it may be the beginning of the preface.
fn told_by(read: &[u8]) -> Option<Told> {
    let compared = read.len().min(PREFACE.len());
    if read[..compared] != PREFACE[..compared] {
        return Some(Told::One);
    }
    (compared == PREFACE.len()).then_some(Told::Two)
}

/// Bytes that were read before hyper reads.
#[derive(Debug, Default)]
pub(crate) struct FirstBytes {
    read: Vec<u8>,
    /// The number of these bytes that hyper has.
    given: usize,
}

impl FirstBytes {
    fn new(read: Vec<u8>) -> Self {
        Self { read, given: 0 }
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.read.is_empty()
    }

    /// Copies what there is room for. After the last of them there are none.
    #[cold]
    pub(crate) fn give(&mut self, buffer: &mut ReadBufCursor<'_>) {
        let left = &self.read[self.given..];
        let fits = left.len().min(buffer.remaining());
        buffer.put_slice(&left[..fits]);
        self.given += fits;
        if self.given == self.read.len() {
            self.read = Vec::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncWriteExt, duplex};
    use tokio::time::Instant;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(30);

    /// A client that sends these pieces, one each second, and then ends its side: what is read of it.
    async fn read(pieces: &[&[u8]]) -> Option<(Told, Vec<u8>)> {
        let (mut ours, mut client) = duplex(64);
        let stop = StopSignal::new();
        let sending = async move {
            for piece in pieces {
                client.write_all(piece).await.unwrap();
                sleep(Duration::from_secs(1)).await;
            }
        };
        let (beginning, ()) = tokio::join!(read_beginning(&mut ours, LIMIT, &stop), sending);
        Some(match beginning? {
            Beginning::One(first) => (Told::One, first.read),
            Beginning::Two(first) => (Told::Two, first.read),
        })
    }

    #[tokio::test(start_paused = true)]
    async fn the_preface_is_known_however_it_arrives() {
        for cut in 1..PREFACE.len() {
            let (begin, end) = PREFACE.split_at(cut);
            let end = [end, b"more"].concat();
            let all = [&PREFACE[..], b"more"].concat();
            assert_eq!(read(&[begin, &end]).await, Some((Told::Two, all)));
        }
        let bytes: Vec<&[u8]> = PREFACE.chunks(1).collect();
        assert_eq!(read(&bytes).await, Some((Told::Two, PREFACE.to_vec())));
    }

    #[tokio::test(start_paused = true)]
    async fn whatever_differs_is_http_1_and_nothing_of_it_is_lost() {
        for cut in 0..PREFACE.len() {
            for other in [&b"x"[..], b"", b"xPRI * HTTP/2.0"] {
                let begin = &PREFACE[..cut];
                let pieces = [begin, other].map(|piece| if piece.is_empty() { &[] } else { piece });
                let sent: Vec<&[u8]> = pieces.into_iter().filter(|one| !one.is_empty()).collect();
                let all = sent.concat();
                let expected = (!all.is_empty()).then_some((Told::One, all));
                assert_eq!(read(&sent).await, expected);
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_is_slow_with_it_is_given_up_and_so_is_one_at_a_stop() {
        for begin in [&b""[..], &PREFACE[..10]] {
            let (mut ours, mut client) = duplex(64);
            client.write_all(begin).await.unwrap();
            let (begun, stop) = (Instant::now(), StopSignal::new());
            assert!(read_beginning(&mut ours, LIMIT, &stop).await.is_none());
            assert_eq!(begun.elapsed(), LIMIT);

            let (mut ours, mut client) = duplex(64);
            client.write_all(begin).await.unwrap();
            stop.send();
            let begun = Instant::now();
            assert!(read_beginning(&mut ours, LIMIT, &stop).await.is_none());
            assert_eq!(begun.elapsed(), Duration::ZERO);
        }
    }

    /// A request that had arrived is served.
    #[tokio::test(start_paused = true)]
    async fn a_stop_does_not_lose_a_request() {
        let (mut ours, mut client) = duplex(64);
        client.write_all(b"GET ").await.unwrap();
        let stop = StopSignal::new();
        stop.send();
        let beginning = read_beginning(&mut ours, LIMIT, &stop).await;
        assert!(matches!(beginning, Some(Beginning::One(_))));
    }
}
