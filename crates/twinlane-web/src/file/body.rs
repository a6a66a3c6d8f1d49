//! The body of a response that is a file.

use std::collections::VecDeque;
use std::fs::File;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::task::JoinHandle;

use super::open::CHUNK;
use crate::disk::read_up_to;

/// A part of a body.
#[derive(Debug)]
pub(super) enum Piece {
    /// What is sent as it is.
    Text(Bytes),
    /// The bytes of the file from the first number up to the second.
    Range(u64, u64),
}

/// Pieces, read one chunk at a time, when the client has taken the one before. Each read is in a thread.
pub(super) struct FileBody {
    file: Arc<File>,
    /// The beginning of the file, which was read when it was opened. Empty once what follows it is read: a slow client would have it kept.
    start: Bytes,
    pieces: VecDeque<Piece>,
    reading: Option<JoinHandle<io::Result<Bytes>>>,
    /// What is left to be sent.
    left: u64,
}

impl FileBody {
    pub(super) fn new(file: File, start: Bytes, pieces: Vec<Piece>) -> Self {
        Self {
            file: Arc::new(file),
            start,
            left: pieces.iter().map(Piece::length).sum(),
            pieces: pieces.into(),
            reading: None,
        }
    }

    /// The number of bytes that it has yet.
    pub(super) fn length(&self) -> u64 {
        self.left
    }

    /// The next chunk, where it is at hand; otherwise it is being read.
    fn next(&mut self) -> Option<Bytes> {
        match self.pieces.pop_front()? {
            Piece::Text(text) => Some(text),
            Piece::Range(from, to) if from >= to => Some(Bytes::new()),
            Piece::Range(from, to) => {
                let length = CHUNK.min(usize::try_from(to - from).unwrap_or(CHUNK));
                let end = from + length as u64;
                if end < to {
                    self.pieces.push_front(Piece::Range(end, to));
                }
                if let (Ok(from), Ok(end)) = (usize::try_from(from), usize::try_from(end))
                    && end <= self.start.len()
                {
                    return Some(self.start.slice(from..end));
                }
                self.start = Bytes::new();
                let file = Arc::clone(&self.file);
                let read = move || read_exactly(&file, from, length);
                self.reading = Some(tokio::task::spawn_blocking(read));
                None
            }
        }
    }
}

impl Piece {
    fn length(&self) -> u64 {
        match self {
            Self::Text(text) => text.len() as u64,
            Self::Range(from, to) => to.saturating_sub(*from),
        }
    }
}

/// A file that has become shorter ends the connection: its length has been announced.
fn read_exactly(file: &File, from: u64, length: usize) -> io::Result<Bytes> {
    let mut buffer = vec![0; length];
    if read_up_to(file, &mut buffer, from)? < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(buffer.into())
}

impl Body for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        loop {
            let chunk = if let Some(reading) = &mut self.reading {
                let read = ready!(Pin::new(reading).poll(cx));
                self.reading = None;
                match read.unwrap_or_else(|error| Err(io::Error::other(error))) {
                    Ok(chunk) => Some(chunk),
                    Err(error) => {
                        self.pieces.clear();
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            } else if self.pieces.is_empty() {
                return Poll::Ready(None);
            } else {
                self.next()
            };
            if let Some(chunk) = chunk.filter(|chunk| !chunk.is_empty()) {
                self.left -= chunk.len() as u64;
                return Poll::Ready(Some(Ok(Frame::data(chunk))));
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
