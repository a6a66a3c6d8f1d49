//! A file that is opened to be sent.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

use bytes::Bytes;

use crate::disk::read_up_to;

/// What is read at once. Starlette reads 64 KiB; each read is a hop to a thread.
pub(super) const CHUNK: usize = 256 * 1024;

/// A file that has been opened, with its first bytes where all of it will be sent: a small one takes one hop to a thread.
pub(crate) struct OpenFile {
    pub(super) file: File,
    pub(crate) metadata: Metadata,
    pub(crate) start: Bytes,
}

impl OpenFile {
    pub(crate) fn new(file: File, metadata: Metadata) -> Self {
        Self {
            file,
            metadata,
            start: Bytes::new(),
        }
    }

    /// Reads the first bytes.
    pub(crate) fn read_ahead(&mut self) -> io::Result<()> {
        // Its length is known: to find the end of a file takes several reads.
        let length = usize::try_from(self.metadata.len()).unwrap_or(CHUNK);
        let mut start = vec![0; length.min(CHUNK)];
        let read = read_up_to(&self.file, &mut start, 0)?;
        start.truncate(read);
        self.start = start.into();
        Ok(())
    }
}

pub(super) fn open(path: &Path, reads_ahead: bool) -> io::Result<OpenFile> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    let mut opened = OpenFile::new(file, metadata);
    if reads_ahead {
        opened.read_ahead()?;
    }
    Ok(opened)
}
