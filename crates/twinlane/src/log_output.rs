//! The two outputs of a program, as the log and panics use them: while an application is served, nobody waits for them.

use std::sync::LazyLock;
use std::time::Duration;

use tracing::warn;
use twinlane_lanes::LineQueue;

/// Standard error.
pub(crate) fn errors() -> &'static LineQueue {
    static ERRORS: LazyLock<LineQueue> = LazyLock::new(|| {
        LineQueue::new("log", std::io::stderr(), |dropped| {
            warn!(
                dropped,
                "lines of the log are lost: standard error is read too slowly"
            );
        })
    });
    &ERRORS
}

/// Standard output.
pub(crate) fn access() -> &'static LineQueue {
    static ACCESS: LazyLock<LineQueue> = LazyLock::new(|| {
        LineQueue::new("access-log", std::io::stdout(), |dropped| {
            warn!(
                dropped,
                "lines of the access log are lost: standard output is read too slowly"
            );
        })
    });
    &ACCESS
}

/// From here on threads write.
pub(crate) fn start(has_access_log: bool) {
    errors().start();
    if has_access_log {
        access().start();
    }
}

/// For a program that ends. What an output does not take meanwhile is lost.
pub(crate) fn flush() {
    twinlane_lanes::flush_lines(LONGEST_FLUSH);
}

const LONGEST_FLUSH: Duration = Duration::from_secs(1);
