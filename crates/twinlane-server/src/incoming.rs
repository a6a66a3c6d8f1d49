//! The body of a request, as it arrives.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::pace::{Pace, PaceLimits};
use crate::state::ConnectionState;

/// The body of a request, as the server hands it to a service.
///
/// A client that sends nothing for `body_idle_timeout`, or on average fewer bytes a second than `min_rate`, makes it fail
/// with [`io::ErrorKind::TimedOut`]. Time in which nobody asks for more does not count.
#[derive(Debug)]
pub struct Incoming {
    body: hyper::body::Incoming,
    pace: Pace,
    /// Of a chunked body whose end has not been seen.
    chunked_on: Option<ConnectionState>,
}

impl Incoming {
    pub(crate) fn new(
        body: hyper::body::Incoming,
        limits: PaceLimits,
        chunked_on: Option<ConnectionState>,
    ) -> Self {
        // Hyper reads on by itself to find the next request, and may see trailers that nobody else has seen yet.
        if let Some(connection) = &chunked_on {
            connection.lose_framing();
        }
        Self {
            body,
            pace: Pace::new(limits),
            chunked_on,
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
        let frame = match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(frame) => frame,
            Poll::Pending => {
                ready!(self.pace.poll_wait(cx));
                return Poll::Ready(Some(Err(io::Error::new(
                    io::ErrorKind::TimedOut,
                    "the client sends its body too slowly",
                ))));
            }
        };
        match &frame {
            Some(Ok(frame)) => {
                self.pace.moved(frame.data_ref().map_or(0, Bytes::len));
                // Hyper takes what follows a bare line feed for more trailers: the next request may be among them.
                if frame.is_trailers() {
                    self.chunked_on = None;
                }
            }
            Some(Err(_)) => {}
            None => {
                if let Some(connection) = self.chunked_on.take() {
                    connection.find_framing();
                }
            }
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
