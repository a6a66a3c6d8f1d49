//! The invariants of `ARCHITECTURE.md`, as tests of the sources of this repository.
//!
//! ```console
//! $ cargo test -p twinlane-invariants              # part of `cargo test`: each finding has a file, a line and what to do
//! $ cargo run -p twinlane-invariants               # prints all findings
//! $ cargo run -p twinlane-invariants -- circles    # prints every circle with its edges, also the accepted ones
//! ```
//!
//! The sources are read as tokens, so comments and texts do not count, nor do doc comments, except in `doc_lines`. Names that a macro of another crate
//! writes are not seen.
//!
//! # Layout
//!
//! - `workspace`: the crates that are checked, and the accepted exceptions, each with its reason
//! - `source`: reads the module tree of a crate, without the items below `#[cfg(test)]`
//! - `mention`: the paths and numbers that a file names; `collect`, `tokens`: finding them
//! - `hyper`, `threads`, `client_errors`, `generated`, `doc_lines`: one invariant each
//! - `circles`: the imports among the top modules of a crate

pub mod workspace;
mod source;
mod mention;
mod collect;
mod tokens;
mod hyper;
mod threads;
mod client_errors;
mod generated;
mod doc_lines;
pub mod circles;

pub use source::{Crate, SourceError};

use std::fmt;
use std::path::PathBuf;

/// A place in the sources that breaks an invariant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Finding {
    /// Relative to the root of the repository.
    pub file: PathBuf,
    /// Counted from 1.
    pub line: usize,
    /// The broken invariant, and the change that mends it.
    pub message: String,
}

impl Finding {
    pub(crate) fn new(file: impl Into<PathBuf>, line: usize, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}:{}: {}",
            self.file.display(),
            self.line,
            self.message
        )
    }
}

/// A module that may do what the others may not.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Exception {
    /// The name of the crate's folder.
    pub krate: &'static str,
    /// The top module: the name of a file or folder directly below `src`.
    pub module: &'static str,
    /// The reason for the exception.
    pub reason: &'static str,
}

/// The findings of one invariant that no exception accepts, and the exceptions that accept nothing.
pub(crate) fn without_accepted(
    table: &str,
    exceptions: &[Exception],
    found: Vec<(String, String, Finding)>,
) -> Vec<Finding> {
    let is_accepted = |exception: &Exception, krate: &str, module: &str| {
        exception.krate == krate && exception.module == module
    };
    let stale: Vec<Finding> = exceptions
        .iter()
        .filter(|one| {
            !found
                .iter()
                .any(|(krate, module, _)| is_accepted(one, krate, module))
        })
        .map(|one| workspace::stale(table, &format!("`{}` of {}", one.module, one.krate)))
        .collect();
    found
        .into_iter()
        .filter(|(krate, module, _)| !exceptions.iter().any(|one| is_accepted(one, krate, module)))
        .map(|(_, _, finding)| finding)
        .chain(stale)
        .collect()
}

#[cfg(test)]
mod tests;
