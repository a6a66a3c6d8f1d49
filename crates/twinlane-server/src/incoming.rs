//! The body of a request, as it arrives.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::pace::{Pace, PaceLimits};
use crate::state::ConnectionState;

/// The body of a request, as the server hands it to a service.
///
/// A client that sends nothing for `body_idle_timeout`, or on average fewer bytes a second than `min_rate`, makes it fail
/// with [`io::ErrorKind::TimedOut`]. Only time in which somebody waits for more counts.
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
        // Of a chunked body whose end has not been seen.
        chunked_on: Option<ConnectionState>,
    }
}

impl Incoming {
    pub(crate) fn new(body: hyper::body::Incoming, limits: PaceLimits) -> Self {
        let watch = (!body.is_end_stream()).then(|| Watch {
            pace: Pace::new(limits),
            chunked_on: None,
        });
        Self {
            body,
            watch: watch.map(Box::pin),
        }
    }

    /// A chunked body of this connection.
    ///
    /// Hyper reads on by itself to find the next request, and may see trailers that nobody else has seen yet.
    #[cold]
    pub(crate) fn chunked_on(mut self, connection: &ConnectionState) -> Self {
        connection.lose_framing();
        if let Some(watch) = &mut self.watch {
            *watch.as_mut().project().chunked_on = Some(connection.clone());
        }
        self
    }
}

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
        match frame {
            Some(frame) => {
                this.pace.moved(frame.data_ref().map_or(0, Bytes::len));
                // Hyper takes what follows a bare line feed for more trailers: the next request may be among them.
                if frame.is_trailers() {
                    *this.chunked_on = None;
                }
            }
            None => {
                if let Some(connection) = this.chunked_on.take() {
                    connection.find_framing();
                }
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
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
