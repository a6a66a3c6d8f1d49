//! Mistakes and warnings about options, from whatever place they were given.

use clap::Command;
use clap::error::ErrorKind;

/// All that is wrong with the options, told at once.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// The mistakes, which end the program.
    pub(super) mistakes: Vec<String>,
    /// The warnings, which do not.
    pub(super) warnings: Vec<String>,
}

impl Report {
    /// The warnings, or all mistakes as one error.
    pub(super) fn finish(self, command: &mut Command) -> Result<Vec<String>, clap::Error> {
        if self.mistakes.is_empty() {
            return Ok(self.warnings);
        }
        Err(command.error(ErrorKind::ValueValidation, self.mistakes.join("\n       ")))
    }
}
