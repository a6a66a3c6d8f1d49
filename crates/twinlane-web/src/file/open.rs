//! A file that is opened to be sent.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

use crate::embedded::EmbeddedFile;

/// A file whose content can be read.
#[derive(Debug)]
pub(crate) enum OpenFile {
    /// On the disk, as it was when it was opened.
    Disk {
        file: File,
        size: u64,
        modified: SystemTime,
    },
    /// In the program.
    Embedded(&'static EmbeddedFile),
}

impl OpenFile {
    pub(crate) fn on_disk(file: File, metadata: &Metadata) -> Self {
        Self::Disk {
            file,
            size: metadata.len(),
            modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
        }
    }

    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Disk { size, .. } => *size,
            Self::Embedded(file) => file.content().len() as u64,
        }
    }

    /// The time of the last change. `None`: nobody knows it.
    pub(crate) fn modified(&self) -> Option<SystemTime> {
        match self {
            Self::Disk { modified, .. } => Some(*modified),
            // That of the compilation says nothing of the content, and is another on each machine.
            Self::Embedded(_) => None,
        }
    }
}

pub(super) fn open(path: &Path) -> io::Result<OpenFile> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    Ok(OpenFile::on_disk(file, &metadata))
}
