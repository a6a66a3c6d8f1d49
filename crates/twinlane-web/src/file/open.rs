//! A file that is opened to be sent.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use bytes::Bytes;

/// What is read at once. Starlette reads 64 KiB; each read is a hop to a thread.
pub(super) const CHUNK: usize = 256 * 1024;

/// A file that has been opened, with its first bytes where all of it will be sent: a small one takes one hop to a thread.
pub(super) struct OpenFile {
    pub(super) file: File,
    pub(super) metadata: Metadata,
    pub(super) start: Bytes,
}

pub(super) fn open(path: &Path, reads_ahead: bool) -> io::Result<OpenFile> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    let mut start = Vec::new();
    if reads_ahead {
        Read::by_ref(&mut file)
            .take(CHUNK as u64)
            .read_to_end(&mut start)?;
    }
    Ok(OpenFile {
        file,
        metadata,
        start: start.into(),
    })
}
