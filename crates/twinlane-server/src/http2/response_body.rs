//! The body of a response, in pieces: hyper is given the next when there is room for it, so that we know who is waited for.

use std::mem::take;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::http2::streams::Progress;

pin_project! {
    /// The body of a response.
    #[project = ResponseBodyParts]
    pub(crate) enum ResponseBody<B> {
        Served {
            #[pin]
            body: B,
            // The rest of the body's last piece.
            rest: Bytes,
            progress: Arc<Progress>,
        },
        // The reason for refusing the request.
        Refused {
            text: &'static [u8],
            progress: Arc<Progress>,
        },
    }
}

impl<B: Body<Data = Bytes>> Body for ResponseBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        match self.project() {
            ResponseBodyParts::Served {
                body,
                rest,
                progress,
            } => {
                if !rest.is_empty() {
                    return Poll::Ready(Some(Ok(next_piece(rest, progress))));
                }
                progress.note_asked();
                let frame = ready!(body.poll_frame(cx));
                let frame =
                    frame.map(|frame| frame.map(|frame| first_piece(frame, rest, progress)));
                if !matches!(frame, Some(Ok(_))) {
                    progress.note_end();
                }
                Poll::Ready(frame)
            }
            ResponseBodyParts::Refused { text, progress } => {
                progress.note_end();
                let text = take(text);
                let frame = (!text.is_empty()).then(|| Frame::data(Bytes::from_static(text)));
                Poll::Ready(frame.map(Ok))
            }
        }
    }

    /// Hyper asks after each piece, and no more if this was the last.
    fn is_end_stream(&self) -> bool {
        let (is_end, progress) = match self {
            Self::Served {
                body,
                rest,
                progress,
            } => (rest.is_empty() && body.is_end_stream(), progress),
            Self::Refused { text, progress } => (text.is_empty(), progress),
        };
        if is_end {
            progress.note_end();
        }
        is_end
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Served { body, rest, .. } if rest.is_empty() => body.size_hint(),
            Self::Served { .. } => SizeHint::default(),
            Self::Refused { text, .. } => SizeHint::with_exact(text.len() as u64),
        }
    }
}

fn first_piece(frame: Frame<Bytes>, rest: &mut Bytes, progress: &Progress) -> Frame<Bytes> {
    match frame.into_data() {
        Ok(data) => {
            *rest = data;
            next_piece(rest, progress)
        }
        Err(trailers) => {
            progress.note_end();
            trailers
        }
    }
}

fn next_piece(rest: &mut Bytes, progress: &Progress) -> Frame<Bytes> {
    let piece = if rest.len() > PIECE {
        rest.split_to(PIECE)
    } else {
        take(rest)
    };
    progress.note_sent(piece.len());
    Frame::data(piece)
}

/// The most bytes that hyper is given beyond the room that the client has made. A client that makes room for as many in time is not given up.
///
/// A smaller piece would cost too much: without room, hyper writes a frame of one byte for each piece.
const PIECE: usize = 16 << 10;
