//! Reading what files hold, within bounds.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// The most bytes of a `.env` file and of a secret: 1 MiB.
pub(super) const MOST_BYTES: usize = 1024 * 1024;

/// A file that is there and cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileProblem {
    pub(super) path: PathBuf,
    /// The line, counted from 1.
    pub(super) line: Option<usize>,
    pub(super) why: String,
}

impl FileProblem {
    pub(super) fn new(path: &Path, line: Option<usize>, why: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            why: why.into(),
        }
    }
}

/// The text of a file; `None` if there is no file.
pub(super) fn read(path: &Path) -> Result<Option<String>, FileProblem> {
    let problem = |why: String| FileProblem::new(path, None, why);
    let bytes = match read_bytes(path) {
        Ok(bytes) => bytes,
        Err(error) if is_missing(error.kind()) => return Ok(None),
        Err(error) => return Err(problem(error.to_string())),
    };
    if bytes.len() > MOST_BYTES {
        return Err(problem(format!("it has over {MOST_BYTES} bytes")));
    }
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..valid]);
        let line = 1 + before.matches('\n').count();
        FileProblem::new(path, Some(line), "it is not UTF-8")
    })
}

/// True if there is no such file, or no folder that it would be in.
pub(super) fn is_missing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// The path with the home directory in the place of `~`.
pub(super) fn expanded(path: &Path) -> PathBuf {
    let home = path.strip_prefix("~").ok().zip(std::env::home_dir());
    home.map_or_else(|| path.to_owned(), |(rest, home)| home.join(rest))
}

/// One byte more than may be, at most: a device has no end.
fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = MOST_BYTES as u64 + 1;
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
