//! Prints what breaks an invariant; with `circles`, the import circles of every crate.

#![allow(clippy::print_stdout, reason = "a program that prints")]

use std::process::ExitCode;

use twinlane_invariants::{SourceError, circles, workspace};

fn main() -> Result<ExitCode, SourceError> {
    let crates = workspace::read()?;
    if std::env::args().nth(1).as_deref() == Some("circles") {
        for krate in &crates {
            println!("{}", circles::listing(krate));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let findings = workspace::findings(&crates);
    for finding in &findings {
        println!("{finding}");
    }
    println!("{} findings", findings.len());
    Ok(if findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
