//! The crates that are checked, and what is accepted in them.
//!
//! An exception that accepts nothing is a finding too: take it out of its table.

use std::path::{Path, PathBuf};

use crate::circles::{self, AcceptedImport};
use crate::source::{Crate, SourceError};
use crate::{Exception, Finding, client_errors, doc_lines, generated, hyper, threads};

/// The folders of `crates/`.
pub const CRATES: [&str; 9] = [
    "twinlane",
    "twinlane-lanes",
    "twinlane-macros",
    "twinlane-model",
    "twinlane-path",
    "twinlane-server",
    "twinlane-sessions-sqlite",
    "twinlane-web",
    "twinlane-websocket",
];

const fn module(krate: &'static str, module: &'static str, reason: &'static str) -> Exception {
    Exception {
        krate,
        module,
        reason,
    }
}

/// Modules that use tokio's blocking threads beside the thread lane. No handler of a user runs there.
pub const MAY_USE_THREADS: &[Exception] = &[
    module(
        "twinlane",
        "answer",
        "drops a user's iterator whose client has gone, which may block",
    ),
    module(
        "twinlane",
        "dependencies",
        "drops values that nobody waits for, which may block",
    ),
    module("twinlane-server", "tls", "reads certificates and keys"),
    module("twinlane-web", "disk", "reads and writes files"),
    module("twinlane-web", "file", "reads files"),
];

/// Modules that make a 4xx response. All others return errors, which these turn into responses.
pub const MAY_MAKE_CLIENT_ERRORS: &[Exception] = &[
    module(
        "twinlane",
        "websockets",
        "the 403 of a handshake that is closed before it was accepted, as Uvicorn's",
    ),
    module(
        "twinlane",
        "file_response",
        "403, 404 and 405 of a directory of files, as errors that the application's handlers answer",
    ),
    module("twinlane-web", "static_files", "the page of a 404"),
    module("twinlane-web", "origin", "the port 443, which is no status"),
    module(
        "twinlane",
        "errors",
        "`HttpError`, and the 422 of a request's problems",
    ),
    module(
        "twinlane",
        "failure",
        "from an error to a response: 400, 408, 413, 422, 499",
    ),
    module(
        "twinlane",
        "openapi",
        "names the 400 and 413 of `failure` in the document, and makes none",
    ),
    module(
        "twinlane",
        "middlewares",
        "what built-in middleware refuses: 400, 403, 429",
    ),
    module("twinlane", "lifecycle", "no route: 404 and 405"),
    module("twinlane", "scopes", "a refusal with a challenge: 401"),
    module(
        "twinlane",
        "security",
        "a password of more bytes than are hashed: 400",
    ),
    module(
        "twinlane-server",
        "service",
        "what never reaches a service: 400",
    ),
    module(
        "twinlane-server",
        "http2",
        "what never reaches a service: 400 and 431",
    ),
    module("twinlane-web", "cors", "a preflight that is refused: 400"),
    module("twinlane-web", "file", "the ranges of a file: 400 and 416"),
    module(
        "twinlane-web",
        "redirect",
        "makes none: 443 is the port of https",
    ),
    module(
        "twinlane-web",
        "status",
        "makes none: says which statuses have no content",
    ),
    module(
        "twinlane-server",
        "redirect",
        "refuses hosts that no certificate is for: 400, 421",
    ),
    module(
        "twinlane-websocket",
        "handshake",
        "refuses handshakes: 400, 405, 426",
    ),
];

/// The reason for the circle of the kernel.
const BY_EACH_OTHER: &str = "a parameter may ask for a dependency, and a dependency has parameters: each is defined by the other";
/// Imports that close a circle among the top modules of a crate.
pub const ACCEPTED_IMPORTS: &[AcceptedImport] = &[AcceptedImport::new(
    "twinlane",
    "parameters",
    "dependencies",
    BY_EACH_OTHER,
)];

/// The most of them that a crate may have.
pub const MOST_ACCEPTED_IMPORTS: usize = 1;

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Reads the sources of all crates.
pub fn read() -> Result<Vec<Crate>, SourceError> {
    CRATES
        .iter()
        .map(|name| Crate::read(&root(), name))
        .collect()
}

/// All that breaks an invariant, by file and line.
pub fn findings(crates: &[Crate]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = [
        hyper::check(crates),
        threads::check(crates, MAY_USE_THREADS),
        client_errors::check(crates, MAY_MAKE_CLIENT_ERRORS),
        generated::check(crates),
        doc_lines::check(crates),
        circles::check(crates, ACCEPTED_IMPORTS),
    ]
    .concat();
    findings.sort();
    findings.dedup();
    findings
}

/// The finding of an exception that accepts nothing.
pub(crate) fn stale(table: &str, what: &str) -> Finding {
    let message = format!("{table}: {what} needs no exception any more: take it out of the table");
    Finding::new("invariants/src/workspace.rs", 1, message)
}
