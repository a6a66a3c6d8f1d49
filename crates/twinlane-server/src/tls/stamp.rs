//! A stamp of a file, by which it is known to be the one that was read.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The look of a file from outside. Links are followed, so that a link to another file is another file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
    #[cfg(unix)]
    place: (u64, u64),
}

impl Stamp {
    /// `None`: there is no such file.
    fn of(path: &Path) -> Option<Self> {
        let file = fs::metadata(path).ok()?;
        Some(Self {
            modified: file.modified().ok(),
            bytes: file.len(),
            #[cfg(unix)]
            place: {
                use std::os::unix::fs::MetadataExt;
                (file.dev(), file.ino())
            },
        })
    }
}

/// The stamps of all files.
pub(super) type Stamps = Vec<Option<Stamp>>;

/// Reads the stamps of the files. Blocks.
pub(super) fn stamps<'p>(files: impl IntoIterator<Item = &'p PathBuf>) -> Stamps {
    files.into_iter().map(|path| Stamp::of(path)).collect()
}
