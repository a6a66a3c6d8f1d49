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
    /// Of a chunked body that has not been read to its end.
    chunked_on: Option<ConnectionState>,
}

impl Incoming {
    pub(crate) fn new(
        body: hyper::body::Incoming,
        limits: PaceLimits,
        chunked_on: Option<ConnectionState>,
    ) -> Self {
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
                if let Some(connection) = self.chunked_on.as_ref().filter(|_| frame.is_trailers()) {
                    connection.lose_framing();
                }
            }
            Some(Err(_)) => {}
            None => self.chunked_on = None,
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

impl Drop for Incoming {
    fn drop(&mut self) {
        // Hyper would read on by itself to find the next request, and may see trailers that nobody else does.
        if let Some(connection) = &self.chunked_on {
            connection.lose_framing();
        }
    }
}
