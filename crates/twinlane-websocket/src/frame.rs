//! A frame, as it is written.

use bytes::BytesMut;

use crate::header::{self, Opcode};
use crate::mask;

/// Writes a frame that is not compressed to the end of `output`. A client's is masked with this key.
pub(crate) fn write(opcode: Opcode, payload: &[u8], key: Option<[u8; 4]>, output: &mut BytesMut) {
    let (head, size) = header::written(opcode, false, payload.len(), key);
    output.reserve(size + payload.len());
    output.extend_from_slice(&head[..size]);
    let start = output.len();
    output.extend_from_slice(payload);
    if let Some(key) = key {
        mask::apply(&mut output[start..], key);
    }
}
