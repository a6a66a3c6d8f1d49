//! `RequestBody`: a body that the operation reads itself.

use std::fmt;

use bytes::Bytes;
use twinlane_web::{Pieces, ReadError};

use super::{BodyInput, Gather, Kind, Parameter, Slot};

/// The body as a stream, with any content type: for an operation that reads it itself.
///
/// The limits of the operation apply. If the body is larger than `max_body_size`, reading fails. If the error is returned with `?`, the client gets
/// the usual response: 413, 408 or 400. The document does not describe such a body.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::parameter::RequestBody;
///
/// #[post("/lines", max_body_size = 1 << 40)]
/// async fn count_lines(mut body: RequestBody) -> Result<usize> {
///     let mut lines = 0;
///     while let Some(chunk) = body.chunk().await? {
///         lines += chunk.iter().filter(|&&byte| byte == b'\n').count();
///     }
///     Ok(lines)
/// }
/// # fn main() {}
/// ```
pub struct RequestBody {
    pieces: Pieces,
}

impl RequestBody {
    pub(crate) fn new(pieces: Pieces) -> Self {
        Self { pieces }
    }

    /// The next chunk, which is not empty; `None` at the end.
    ///
    /// # Errors
    ///
    /// The body is too large, does not arrive in time, or breaks off.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, ReadError> {
        self.pieces.next().await
    }

    /// Reads the rest of the body.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Bytes, ReadError> {
        self.pieces.rest().await
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestBody")
    }
}

/// The marker of parameters that are a body as it arrives.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaRawBody {}

impl Parameter<ViaRawBody> for RequestBody {
    fn kind() -> Kind {
        Kind::RawBody
    }

    fn gather(cx: &mut Gather<'_>, _: &Slot) -> Option<Self> {
        match &mut cx.inputs.body {
            BodyInput::Raw(body) => body.take(),
            _ => None,
        }
    }
}
