//! The notes: a file that tells the check what reached the application, also where no response does.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::sync::LazyLock;

/// Named by the variable `HOSTILE_NOTES`; without it nothing is noted.
static FILE: LazyLock<Option<PathBuf>> =
    LazyLock::new(|| std::env::var_os("HOSTILE_NOTES").map(PathBuf::from));

/// Adds a line.
pub(crate) fn note(line: &str) {
    let Some(path) = &*FILE else { return };
    let written = OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
    if let Err(error) = written {
        panic!("{} cannot be written: {error}", path.display());
    }
}
