use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::iter::successors;
use std::mem::take;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::Body as _;
use http_body_util::combinators::UnsyncBoxBody;

use crate::body::Kind;
use crate::{Body, BoxError};

/// The limits of reading a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadLimits {
    /// The largest number of bytes.
    pub max_bytes: usize,
}

impl ReadLimits {
    /// Limits a body to `max_bytes`.
    pub const fn new(max_bytes: usize) -> Self {
        Self { max_bytes }
    }
}

/// The reason why a body could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The body is larger than [`ReadLimits::max_bytes`], or its announced length is.
    TooLarge,
    /// The body came too slowly, and the server gave up: it failed with [`io::ErrorKind::TimedOut`].
    TimedOut,
    /// The body ended early: the client disconnected, or sent less than it had announced.
    Disconnected(BoxError),
}

impl Body {
    /// Reads the whole body.
    ///
    /// A body with an announced length over the limit fails at once, before any byte is read. A body that
    /// arrives in a single piece, the usual case, is returned without a copy. Trailers are dropped.
    ///
    /// ```
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// use twinlane_web::{Body, ReadError, ReadLimits};
    ///
    /// let limits = ReadLimits::new(5);
    ///
    /// assert_eq!(Body::from("hello").read(limits).await?, "hello");
    /// assert!(matches!(Body::from("hello!").read(limits).await, Err(ReadError::TooLarge)));
    /// # Ok::<(), ReadError>(())
    /// # })?;
    /// # Ok::<(), twinlane_web::BoxError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the body is over the limit, comes too slowly or ends early: see [`ReadError`].
    pub async fn read(self, limits: ReadLimits) -> Result<Bytes, ReadError> {
        let mut pieces = Pieces::of(self, limits)?;
        pieces.rest().await
    }
}

/// Reads a body piece by piece, within limits.
#[derive(Debug)]
pub struct Pieces {
    body: Kind,
    limits: ReadLimits,
    arrived: usize,
}

impl Pieces {
    /// The pieces of a body.
    ///
    /// # Errors
    ///
    /// [`ReadError::TooLarge`] if the announced length is over the limit.
    pub fn of(body: Body, limits: ReadLimits) -> Result<Self, ReadError> {
        if body.size_hint().lower() > limits.max_bytes as u64 {
            return Err(ReadError::TooLarge);
        }
        Ok(Self {
            body: body.0,
            limits,
            arrived: 0,
        })
    }

    /// The next piece, which is not empty; `None` at the end.
    ///
    /// # Errors
    ///
    /// If the body is over the limit, comes too slowly or ends early: see [`ReadError`].
    pub async fn next(&mut self) -> Result<Option<Bytes>, ReadError> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// Reads the rest of the body. A single piece is returned without a copy.
    ///
    /// # Errors
    ///
    /// If the body is over the limit, comes too slowly or ends early: see [`ReadError`].
    pub async fn rest(&mut self) -> Result<Bytes, ReadError> {
        let mut all = Arrived::default();
        poll_fn(|cx| {
            while let Some(piece) = ready!(self.poll_next(cx))? {
                all.add(piece, || self.capacity());
            }
            Poll::Ready(Ok(take(&mut all).whole()))
        })
        .await
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, ReadError>> {
        let piece = match &mut self.body {
            Kind::Empty => None,
            Kind::Full(content) => {
                let content = take(content);
                self.body = Kind::Empty;
                Some(content)
            }
            Kind::Stream(stream) => ready!(poll_data(stream, cx))?,
            Kind::Deferred(_) => {
                self.body = Body(take(&mut self.body)).whole().0;
                return self.poll_next(cx);
            }
        };
        self.arrived += piece.as_ref().map_or(0, Bytes::len);
        if self.arrived > self.limits.max_bytes {
            return Poll::Ready(Err(ReadError::TooLarge));
        }
        Poll::Ready(Ok(piece))
    }

    /// The bytes to reserve for the whole body. The announced length counts only up to a limit: a client gets no memory for a promise.
    fn capacity(&self) -> usize {
        const MOST_ON_TRUST: usize = 64 * 1024;
        let announced = match &self.body {
            Kind::Stream(stream) => stream.size_hint().lower(),
            Kind::Empty | Kind::Full(_) | Kind::Deferred(_) => 0,
        };
        let announced = usize::try_from(announced).unwrap_or(usize::MAX);
        self.arrived + announced.min(MOST_ON_TRUST)
    }
}

/// The part of a body that has arrived.
#[derive(Default)]
enum Arrived {
    #[default]
    Nothing,
    Piece(Bytes),
    Pieces(BytesMut),
}

impl Arrived {
    fn add(&mut self, piece: Bytes, capacity: impl FnOnce() -> usize) {
        *self = match take(self) {
            Self::Nothing => Self::Piece(piece),
            Self::Piece(first) => {
                let mut all = BytesMut::with_capacity(capacity());
                all.extend_from_slice(&first);
                all.extend_from_slice(&piece);
                Self::Pieces(all)
            }
            Self::Pieces(mut all) => {
                all.extend_from_slice(&piece);
                Self::Pieces(all)
            }
        };
    }

    fn whole(self) -> Bytes {
        match self {
            Self::Nothing => Bytes::new(),
            Self::Piece(only) => only,
            Self::Pieces(all) => all.freeze(),
        }
    }
}

/// The next data that is not empty, or `None` at the end.
fn poll_data(
    stream: &mut UnsyncBoxBody<Bytes, BoxError>,
    cx: &mut Context<'_>,
) -> Poll<Result<Option<Bytes>, ReadError>> {
    while !stream.is_end_stream() {
        let Some(frame) = ready!(Pin::new(&mut *stream).poll_frame(cx)) else {
            break;
        };
        match frame.map_err(ReadError::of)?.into_data() {
            Ok(data) if !data.is_empty() => return Poll::Ready(Ok(Some(data))),
            _ => {}
        }
    }
    Poll::Ready(Ok(None))
}

impl ReadError {
    /// Why a body failed: layers around it may have put its error into theirs.
    fn of(error: BoxError) -> Self {
        let first: &(dyn Error + 'static) = error.as_ref();
        let mut causes = successors(Some(first), |&error| error.source());
        let timed_out = causes.any(|error| {
            let error = error.downcast_ref::<io::Error>();
            error.is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
        });
        if timed_out {
            Self::TimedOut
        } else {
            Self::Disconnected(error)
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::TooLarge => "the body is too large",
            Self::TimedOut => "the body did not arrive in time",
            Self::Disconnected(_) => "the body broke off",
        })
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::TooLarge | Self::TimedOut => None,
            Self::Disconnected(source) => Some(source.as_ref()),
        }
    }
}
