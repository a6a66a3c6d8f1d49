//! The body of a request, as it arrives.

use std::io;
use std::mem::take;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::pace::{Pace, PaceLimits};
use crate::state::ConnectionState;

/// The body of a request, as the server passes it to a service.
///
/// Reading fails with [`io::ErrorKind::TimedOut`] if the client sends nothing for `body_idle_timeout`, or less than `min_rate`
/// bytes a second on average. Only time in which the service waits for more of the body counts.
#[derive(Debug)]
pub struct Incoming {
    body: hyper::body::Incoming,
    /// Boxed: most requests have no content, and would be moved about with room for it.
    watch: Option<Pin<Box<Watch>>>,
}

pin_project! {
    /// Deadline and framing of a body while it arrives.
    #[derive(Debug)]
    struct Watch {
        #[pin]
        pace: Pace,
        // `None`: a stream, which has an end of its own.
        connection: Option<ConnectionState>,
        // The end of a chunked body has not been seen.
        loses_framing: bool,
        has_ended: bool,
    }
}

impl Incoming {
    pub(crate) fn new(
        body: hyper::body::Incoming,
        limits: PaceLimits,
        connection: Option<&ConnectionState>,
    ) -> Self {
        let watch = (!body.is_end_stream()).then(|| Watch {
            pace: Pace::new(limits),
            connection: connection.cloned(),
            loses_framing: false,
            has_ended: false,
        });
        Self {
            body,
            watch: watch.map(Box::pin),
        }
    }

    /// The body of a request of HTTP/2.
    #[cfg(feature = "http2")]
    pub(crate) fn of_stream(body: hyper::body::Incoming, limits: PaceLimits) -> Self {
        Self::new(body, limits, None)
    }

    /// A chunked body.
    ///
    /// Hyper reads on by itself to find the next request, and may see trailers that nobody else has seen yet.
    #[cold]
    pub(crate) fn chunked(mut self) -> Self {
        if let Some(watch) = &mut self.watch {
            let watch = watch.as_mut().project();
            if let Some(connection) = watch.connection {
                connection.lose_framing();
                *watch.loses_framing = true;
            }
        }
        self
    }
}

/// The rest of the body may still be on its way.
impl Drop for Incoming {
    fn drop(&mut self) {
        let Some(watch) = &self.watch else { return };
        let Some(connection) = &watch.connection else {
            return;
        };
        if watch.has_ended {
            return;
        }
        if self.body.is_end_stream() {
            // Nobody has asked for the end of all that it has sent.
            return connection.note_end_of_request();
        }
        connection.note_unread();
        // Hyper reads no more than what has arrived to find the next request.
        if self.body.size_hint().lower() > MOST_READ_BY_HYPER {
            connection.lose_framing();
        }
    }
}

/// More than hyper reads of a body that nobody has read. The real amount depends on the bytes that have arrived.
const MOST_READ_BY_HYPER: u64 = 1 << 20;

impl Watch {
    /// Waits for the client, but not for long.
    fn poll_wait<T>(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<T>>> {
        ready!(self.project().pace.poll_wait(cx));
        Poll::Ready(Some(Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "the client sends its body too slowly",
        ))))
    }

    fn note(self: Pin<&mut Self>, frame: Option<&Frame<Bytes>>) {
        let this = self.project();
        if let Some(frame) = frame {
            this.pace.moved(frame.data_ref().map_or(0, Bytes::len));
            // Hyper takes what follows a bare line feed for more trailers: the next request may be among them.
            if frame.is_trailers() {
                *this.loses_framing = false;
            }
        } else {
            *this.has_ended = true;
            let Some(connection) = this.connection else {
                return;
            };
            connection.note_end_of_request();
            if take(this.loses_framing) {
                connection.find_framing();
            }
        }
    }
}

impl Body for Incoming {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        let Some(watch) = &mut self.watch else {
            return polled.map_err(io::Error::other);
        };
        let Poll::Ready(frame) = polled else {
            return watch.as_mut().poll_wait(cx);
        };
        if let Some(frame) = frame
            .as_ref()
            .map_or(Some(None), |frame| frame.as_ref().ok().map(Some))
        {
            watch.as_mut().note(frame);
        }
        Poll::Ready(frame.map(|frame| frame.map_err(io::Error::other)))
    }

    fn is_end_stream(&self) -> bool {
        // Without content it has ended before anybody asks. A stream would have to be locked to tell.
        self.watch.is_none() || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
