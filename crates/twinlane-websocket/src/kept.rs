//! A compressor that its connection keeps, so that a message can refer to those before it.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::compressor::Compressor;

/// The compressors that connections keep at the same time, of 160 KiB each: clients do not decide how much memory that is. A
/// connection without one compresses each message by itself, which its peer does not notice.
const MOST_KEPT: usize = 1024;

static KEPT: AtomicUsize = AtomicUsize::new(0);

/// A compressor that is kept from one message to the next.
#[derive(Debug)]
pub(crate) struct KeptCompressor(Box<Compressor>);

impl KeptCompressor {
    /// A new one, unless as many are kept as may be.
    pub(crate) fn new(bits: u8) -> Option<Self> {
        let more = |kept| (kept < MOST_KEPT).then_some(kept + 1);
        let may_keep = KEPT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        may_keep
            .is_ok()
            .then(|| Self(Box::new(Compressor::new(bits))))
    }
}

impl Drop for KeptCompressor {
    fn drop(&mut self) {
        KEPT.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Deref for KeptCompressor {
    type Target = Compressor;

    fn deref(&self) -> &Compressor {
        &self.0
    }
}

impl DerefMut for KeptCompressor {
    fn deref_mut(&mut self) -> &mut Compressor {
        &mut self.0
    }
}

/// The only test of this binary that keeps compressors.
#[cfg(test)]
mod tests {
    use bytes::BytesMut;
    use http::{HeaderMap, HeaderValue, Method};

    use super::*;
    use crate::{Agreed, Event, Handshake, Reader, Writer};

    const MESSAGE: &str = "the same words, the same words, the same words for all";

    fn agreed() -> Agreed {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ("sec-websocket-extensions", "permessage-deflate"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let handshake = Handshake::of(&Method::GET, &headers).unwrap();
        handshake.accept(true).1
    }

    /// The sizes of a message that is sent twice.
    fn sizes(writer: &mut Writer, reader: &mut Reader) -> [usize; 2] {
        [(); 2].map(|()| {
            let mut wire = BytesMut::new();
            writer.write_text(MESSAGE, &mut wire);
            let size = wire.len();
            let read = reader.read(&mut wire);
            assert_eq!(read, Some(Event::Text(MESSAGE.to_owned())));
            size
        })
    }

    #[test]
    fn messages_of_connections_beyond_the_limit_are_compressed_by_themselves() {
        let agreed = agreed();
        let mut writers: Vec<Writer> = (0..=MOST_KEPT).map(|_| Writer::server(agreed)).collect();
        for writer in &mut writers {
            writer.write_text("a", &mut BytesMut::new());
        }
        let mut last = writers.pop().unwrap();
        let mut reader = Reader::client(agreed, 1000);
        let [first, second] = sizes(&mut last, &mut reader);
        assert_eq!(first, second);
        assert!(first < MESSAGE.len());

        // A connection has a compressor as soon as another has given its own back.
        writers[0].release_compressor();
        let [first, second] = sizes(&mut last, &mut reader);
        assert!(second < first);
        drop(last);
        drop(writers);
        assert_eq!(KEPT.load(Ordering::Relaxed), 0);
    }
}
