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

use super::open::OpenFile;
use crate::disk::read_up_to;

/// The number of bytes that are read at once. Starlette reads 64 KiB; each read is a hop to a thread.
const CHUNK: u64 = 256 * 1024;

/// A part of the content of a response.
#[derive(Debug)]
pub(super) enum Piece {
    /// Bytes that are sent as they are.
    Text(Bytes),
    /// The bytes of the file from the first number up to the second.
    Range(u64, u64),
}

impl Piece {
    pub(super) fn length(&self) -> u64 {
        match self {
            Self::Text(text) => text.len() as u64,
            Self::Range(from, to) => to.saturating_sub(*from),
        }
    }
}

/// The body that is these pieces of a file.
///
/// A file in the program is sent from there. Of a file on the disk the first chunk is read now if `reads_ahead`, so that a small file or a
/// short range takes one hop to a thread: this is called in a thread then.
pub(super) fn body_of(opened: OpenFile, pieces: Vec<Piece>, reads_ahead: bool) -> crate::Body {
    let mut parts = VecDeque::with_capacity(pieces.len());
    match opened {
        OpenFile::Embedded(file) => {
            parts.extend(pieces.into_iter().map(|piece| match piece {
                Piece::Text(text) => Part::Ready(text),
                Piece::Range(from, to) => Part::Ready(within(file.content(), from, to)),
            }));
        }
        OpenFile::Disk { file, .. } => {
            let file = Arc::new(file);
            let mut room = if reads_ahead { CHUNK } else { 0 };
            for piece in pieces {
                match piece {
                    Piece::Text(text) => parts.push_back(Part::Ready(text)),
                    Piece::Range(from, to) => read_ahead(&file, from, to, &mut room, &mut parts),
                }
            }
            // If all is read, the file is closed here and not by the event loop.
        }
    }
    match parts.make_contiguous() {
        [Part::Ready(all)] => crate::Body::full(std::mem::take(all)),
        _ => crate::Body::stream(FileBody::new(parts)),
    }
}

fn within(content: &'static [u8], from: u64, to: u64) -> Bytes {
    let place = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
    Bytes::from_static(content.get(place(from)..place(to)).unwrap_or_default())
}

/// Reads as much of a range as there is room for.
fn read_ahead(file: &Arc<File>, from: u64, to: u64, room: &mut u64, parts: &mut VecDeque<Part>) {
    let end = to.min(from + *room);
    let mut rest = from;
    if from < end {
        match read_exactly(file, from, end) {
            Ok(read) => {
                *room -= end - from;
                rest = end;
                parts.push_back(Part::Ready(read));
            }
            // The error is that of the body, as if it came later.
            Err(_) => *room = 0,
        }
    }
    if rest < to {
        parts.push_back(Part::Unread(Arc::clone(file), rest, to));
    }
}

/// Reads the bytes from the first number up to the second. A file that has become shorter ends the connection: its length has been announced.
fn read_exactly(file: &File, from: u64, to: u64) -> io::Result<Bytes> {
    let length = usize::try_from(to - from).map_err(io::Error::other)?;
    let mut buffer = vec![0; length];
    if read_up_to(file, &mut buffer, from)? < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(buffer.into())
}

/// A part of a body.
enum Part {
    Ready(Bytes),
    /// The bytes of a file from the first number up to the second.
    Unread(Arc<File>, u64, u64),
}

impl Part {
    fn length(&self) -> u64 {
        match self {
            Self::Ready(bytes) => bytes.len() as u64,
            Self::Unread(_, from, to) => to - from,
        }
    }
}

/// Parts, of which a chunk at a time is read when the client has taken the one before. Each read is in a thread.
struct FileBody {
    parts: VecDeque<Part>,
    reading: Option<JoinHandle<io::Result<Bytes>>>,
    /// The number of bytes that are still to be sent.
    left: u64,
}

impl FileBody {
    fn new(parts: VecDeque<Part>) -> Self {
        Self {
            left: parts.iter().map(Part::length).sum(),
            parts,
            reading: None,
        }
    }

    /// The next chunk if it is in memory; otherwise it is being read.
    fn next(&mut self) -> Option<Bytes> {
        match self.parts.pop_front()? {
            Part::Ready(bytes) => Some(bytes),
            Part::Unread(_, from, to) if from >= to => Some(Bytes::new()),
            Part::Unread(file, from, to) => {
                let end = to.min(from + CHUNK);
                if end < to {
                    let rest = Part::Unread(Arc::clone(&file), end, to);
                    self.parts.push_front(rest);
                }
                let read = move || read_exactly(&file, from, end);
                self.reading = Some(tokio::task::spawn_blocking(read));
                None
            }
        }
    }
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
                        self.parts.clear();
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            } else if self.parts.is_empty() {
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
