//! Content that is kept in memory while it is small, and on disk from then on.

use std::fs::File;
use std::io::{self, Write};

use bytes::Bytes;

use crate::disk::in_thread;

/// The content, in memory or on disk.
#[derive(Debug)]
pub(super) enum Content {
    Memory(Bytes),
    /// A file without a name: gone with its last handle, also where the process is killed.
    Disk {
        file: File,
        size: u64,
    },
}

/// Takes content as it arrives.
#[derive(Debug, Default)]
pub(super) struct Spool {
    buffer: Vec<u8>,
    disk: Option<Disk>,
}

#[derive(Debug)]
struct Disk {
    file: File,
    size: u64,
}

/// As in Starlette.
const MOST_IN_MEMORY: usize = 1024 * 1024;

/// The bytes written at once. A hop to a thread costs as much as writing a few dozen kilobytes.
const BATCH: usize = 256 * 1024;

impl Spool {
    pub(super) async fn write(&mut self, data: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(data);
        let most = if self.disk.is_some() {
            BATCH
        } else {
            MOST_IN_MEMORY
        };
        if self.buffer.len() > most {
            self.flush().await?;
        }
        Ok(())
    }

    pub(super) async fn finish(mut self) -> io::Result<Content> {
        if self.disk.is_some() {
            self.flush().await?;
        }
        Ok(match self.disk {
            Some(Disk { file, size }) => Content::Disk { file, size },
            None => Content::Memory(self.buffer.into()),
        })
    }

    /// Moves what has come to the disk, in a thread.
    async fn flush(&mut self) -> io::Result<()> {
        let buffer = std::mem::take(&mut self.buffer);
        let disk = self.disk.take();
        let (disk, buffer) = in_thread(move || append(disk, buffer)).await?;
        self.disk = Some(disk);
        self.buffer = buffer;
        Ok(())
    }
}

fn append(disk: Option<Disk>, mut buffer: Vec<u8>) -> io::Result<(Disk, Vec<u8>)> {
    let Disk { mut file, size } = match disk {
        Some(disk) => disk,
        None => Disk {
            file: tempfile::tempfile()?,
            size: 0,
        },
    };
    file.write_all(&buffer)?;
    let size = size + buffer.len() as u64;
    buffer.clear();
    buffer.shrink_to(BATCH * 2);
    Ok((Disk { file, size }, buffer))
}
