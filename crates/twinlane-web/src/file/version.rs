//! What tells one version of a file from another: entity tag and time, and the conditions of a request on them.

use std::fs::Metadata;
use std::time::SystemTime;

use http::header::{HeaderMap, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE};

/// What is known of the content without reading it.
pub(super) struct FileVersion {
    pub(super) size: u64,
    modified: SystemTime,
    pub(super) last_modified: String,
    pub(super) etag: String,
}

impl FileVersion {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let since = modified
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        #[expect(
            clippy::cast_precision_loss,
            reason = "as Python has it: a floating-point number of seconds"
        )]
        let seconds = 1e-9 * f64::from(since.subsec_nanos()) + since.as_secs() as f64;
        let etag = md5::compute(format!("{seconds:?}-{}", metadata.len()));
        Self {
            size: metadata.len(),
            modified,
            last_modified: httpdate::fmt_http_date(modified),
            etag: format!("\"{etag:x}\""),
        }
    }

    /// Whether the client has it already, after RFC 9110, 13.1.
    pub(super) fn is_fresh(&self, headers: &HeaderMap) -> bool {
        if let Some(tags) = headers.get(IF_NONE_MATCH) {
            let tags = tags.to_str().unwrap_or_default();
            let mut tags = tags.split(',').map(str::trim);
            return tags.any(|tag| tag == "*" || tag.trim_start_matches("W/") == self.etag);
        }
        let since = headers.get(IF_MODIFIED_SINCE);
        let since = since.and_then(|since| httpdate::parse_http_date(since.to_str().ok()?).ok());
        since.is_some_and(|since| whole_seconds(self.modified) <= whole_seconds(since))
    }

    /// Whether `If-Range` allows a range: it names this very content.
    pub(super) fn wants_range(&self, headers: &HeaderMap) -> bool {
        headers
            .get(IF_RANGE)
            .is_none_or(|known| *known == self.etag || *known == self.last_modified)
    }
}

fn whole_seconds(moment: SystemTime) -> u64 {
    moment
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
