use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;

use crate::BoxError;

/// The body of a request or of a response: no content, complete bytes, or a stream of bytes.
///
/// ```
/// use http_body::Body as _;
/// use twinlane_web::Body;
///
/// assert_eq!(Body::from("hello").size_hint().exact(), Some(5));
/// assert!(Body::empty().is_end_stream());
/// ```
#[derive(Default)]
pub struct Body(pub(crate) Kind);

#[derive(Default)]
pub(crate) enum Kind {
    #[default]
    Empty,
    /// At least one byte.
    Full(Bytes),
    Stream(UnsyncBoxBody<Bytes, BoxError>),
    Deferred(Box<dyn Deferred>),
}

/// Content that depends on the request it answers: it is made when the response is sent, or else when the first of it is asked for.
pub(crate) trait Deferred: Any + fmt::Debug + Send {
    /// The content where nobody knows the request.
    fn whole(self: Box<Self>) -> UnsyncBoxBody<Bytes, BoxError>;
}

impl Body {
    /// No content.
    pub fn empty() -> Self {
        Self(Kind::Empty)
    }

    /// Complete content. It is sent as one frame.
    pub fn full(content: impl Into<Bytes>) -> Self {
        let content = content.into();
        Self(if content.is_empty() {
            Kind::Empty
        } else {
            Kind::Full(content)
        })
    }

    /// The content, if it is complete. `None` for no content and for a stream.
    pub fn as_full(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Full(content) => Some(content),
            Kind::Empty | Kind::Stream(_) | Kind::Deferred(_) => None,
        }
    }

    /// True if the content arrives in pieces over time.
    pub fn is_stream(&self) -> bool {
        matches!(self.0, Kind::Stream(_) | Kind::Deferred(_))
    }

    /// Calls `inspect` with the error that ends the content, if there is one. The content stays the same.
    #[must_use]
    pub fn inspect_error(self, mut inspect: impl FnMut(&BoxError) + Send + 'static) -> Self {
        match self.whole().0 {
            Kind::Stream(stream) => {
                let inspected = stream.map_err(move |error| {
                    inspect(&error);
                    error
                });
                Self(Kind::Stream(inspected.boxed_unsync()))
            }
            whole => Self(whole),
        }
    }

    /// The same content; it is deferred no more.
    pub(crate) fn whole(self) -> Self {
        match self.0 {
            Kind::Deferred(deferred) => Self(Kind::Stream(deferred.whole())),
            kind => Self(kind),
        }
    }

    /// Limits the content to `max_bytes`. Longer content ends with a [`http_body_util::LengthLimitError`].
    #[must_use]
    pub fn limited(self, max_bytes: usize) -> Self {
        match self.0 {
            Kind::Empty => self,
            _ => Self(Kind::Stream(
                http_body_util::Limited::new(self, max_bytes).boxed_unsync(),
            )),
        }
    }

    /// A stream of content, such as the incoming body of a server.
    ///
    /// The stream is boxed, except if it is a [`Body`] itself or has already ended, as for a request without content.
    pub fn stream<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        if body.is_end_stream() {
            return Self::empty();
        }
        let mut body = Some(body);
        if let Some(body) = (&mut body as &mut dyn Any).downcast_mut::<Option<Self>>() {
            return body.take().unwrap_or_default();
        }
        Self(body.map_or(Kind::Empty, |body| {
            Kind::Stream(body.map_err(Into::into).boxed_unsync())
        }))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0 {
            Kind::Empty => Poll::Ready(None),
            Kind::Full(content) => {
                let content = std::mem::take(content);
                self.0 = Kind::Empty;
                Poll::Ready(Some(Ok(Frame::data(content))))
            }
            Kind::Stream(stream) => Pin::new(stream).poll_frame(cx),
            Kind::Deferred(_) => {
                *self = std::mem::take(&mut *self).whole();
                self.poll_frame(cx)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Empty => true,
            Kind::Full(_) | Kind::Deferred(_) => false,
            Kind::Stream(stream) => stream.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Empty => SizeHint::with_exact(0),
            Kind::Full(content) => SizeHint::with_exact(content.len() as u64),
            Kind::Stream(stream) => stream.size_hint(),
            Kind::Deferred(_) => SizeHint::default(),
        }
    }
}

/// No content.
impl From<()> for Body {
    fn from((): ()) -> Self {
        Self::empty()
    }
}

impl From<Bytes> for Body {
    fn from(content: Bytes) -> Self {
        Self::full(content)
    }
}

impl From<String> for Body {
    fn from(content: String) -> Self {
        Self::full(content)
    }
}

impl From<Vec<u8>> for Body {
    fn from(content: Vec<u8>) -> Self {
        Self::full(content)
    }
}

impl From<&'static str> for Body {
    fn from(content: &'static str) -> Self {
        Self::full(content)
    }
}

impl From<&'static [u8]> for Body {
    fn from(content: &'static [u8]) -> Self {
        Self::full(content)
    }
}

/// Prints the content of a complete body.
impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("Empty"),
            Self::Full(content) => formatter.debug_tuple("Full").field(content).finish(),
            Self::Stream(_) => formatter.write_str("Stream"),
            Self::Deferred(deferred) => deferred.fmt(formatter),
        }
    }
}
