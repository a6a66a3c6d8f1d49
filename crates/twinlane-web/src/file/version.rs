//! The version of a file: its entity tag and time, and the conditions of a request on them.

use std::time::{Duration, SystemTime};

use http::HeaderValue;
use http::header::{
    HeaderMap, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE,
};

use super::{OpenFile, ServedFile, asks_for_less, header};

/// The facts of a content that are known without reading it.
pub(crate) struct FileVersion {
    pub(super) size: u64,
    pub(super) etag: HeaderValue,
    /// The `Last-Modified` that the response has of its own.
    own_time: Option<HeaderValue>,
    /// `None`: nobody knows it, or an own `Last-Modified` is no time.
    modified: Option<SystemTime>,
}

impl FileVersion {
    /// The version that the file system knows. An entity tag and a time of the response itself take precedence.
    pub(super) fn of(file: &ServedFile, opened: &OpenFile) -> Self {
        let etag = file.etag.clone();
        let own_time = file.last_modified.clone();
        let modified = match &own_time {
            Some(own) => time(own),
            None => opened.modified().map(http_time),
        };
        Self {
            size: opened.size(),
            etag: etag.unwrap_or_else(|| made_etag(opened)),
            own_time,
            modified,
        }
    }

    /// The header `Last-Modified`.
    pub(super) fn last_modified(&self) -> Option<HeaderValue> {
        let made = || Some(header(&httpdate::fmt_http_date(self.modified?)));
        self.own_time.clone().or_else(made)
    }

    /// True if the response to a plain `GET` or `HEAD` with these headers is a 304.
    pub(crate) fn is_known(&self, headers: &HeaderMap) -> bool {
        asks_for_less(headers) && !self.is_another(headers) && self.is_fresh(headers)
    }

    /// True if the client asks for another version alone (RFC 9110, 13.1.1 and 13.1.4).
    pub(super) fn is_another(&self, headers: &HeaderMap) -> bool {
        if headers.contains_key(IF_MATCH) {
            let own = self.etag.as_bytes();
            // A weak tag matches nothing.
            let is_own = |tag: &[u8]| tag == own && !own.starts_with(WEAK);
            let mut lists = headers.get_all(IF_MATCH).into_iter();
            return !lists.any(|list| is_any(list) || entity_tags(list.as_bytes()).any(is_own));
        }
        let since = headers.get(IF_UNMODIFIED_SINCE).and_then(time);
        match (since, self.modified) {
            (Some(since), Some(modified)) => whole_seconds(modified) > whole_seconds(since),
            _ => false,
        }
    }

    /// True if the client has it already, after RFC 9110, 13.1.
    pub(super) fn is_fresh(&self, headers: &HeaderMap) -> bool {
        if headers.contains_key(IF_NONE_MATCH) {
            let own = without_weakness(self.etag.as_bytes());
            let mut lists = headers.get_all(IF_NONE_MATCH).into_iter();
            return lists.any(|list| {
                let mut tags = entity_tags(list.as_bytes()).map(without_weakness);
                is_any(list) || tags.any(|tag| tag == own)
            });
        }
        match (headers.get(IF_MODIFIED_SINCE).and_then(time), self.modified) {
            (Some(since), Some(modified)) => whole_seconds(modified) <= whole_seconds(since),
            _ => false,
        }
    }

    /// True if `If-Range` allows a range: it names this very content, which no weak entity tag does.
    pub(super) fn wants_range(&self, headers: &HeaderMap) -> bool {
        headers.get(IF_RANGE).is_none_or(|known| {
            !known.as_bytes().starts_with(WEAK)
                && (known == self.etag || Some(known) == self.last_modified().as_ref())
        })
    }
}

/// The time, within those that `httpdate` writes: 1970 to 9999.
fn http_time(modified: SystemTime) -> SystemTime {
    let first = SystemTime::UNIX_EPOCH;
    let last = first + Duration::from_secs(253_402_300_799);
    modified.clamp(first, last)
}

/// Starlette's: of the time and the size, as Python writes them.
fn made_etag(opened: &OpenFile) -> HeaderValue {
    let (size, modified) = match opened {
        OpenFile::Embedded(file) => return quoted(md5::compute(file.hash())),
        OpenFile::Disk { size, modified, .. } => (size, modified),
    };
    let since = since_1970(*modified);
    #[expect(
        clippy::cast_precision_loss,
        reason = "as Python has it: a floating-point number of seconds"
    )]
    let seconds = 1e-9 * f64::from(since.subsec_nanos()) + since.as_secs() as f64;
    quoted(md5::compute(format!("{seconds:?}-{size}")))
}

/// An entity tag of the content, the encoding and the name: two files of one time and size are two.
pub(crate) fn etag_of(opened: &OpenFile, encoding: &str, name: &str) -> HeaderValue {
    let mut digest = md5::Context::new();
    match opened {
        OpenFile::Embedded(file) => digest.consume(file.hash()),
        OpenFile::Disk { size, modified, .. } => {
            digest.consume(since_1970(*modified).as_nanos().to_le_bytes());
            digest.consume(size.to_le_bytes());
        }
    }
    for text in [encoding, name] {
        digest.consume([0]);
        digest.consume(text);
    }
    quoted(digest.finalize())
}

/// Hexadecimal in quotes. `format!` would take as long as all else of an entity tag.
fn quoted(digest: md5::Digest) -> HeaderValue {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b'"'; 34];
    let nibbles = digest.0.into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    for (place, nibble) in text.iter_mut().skip(1).zip(nibbles) {
        *place = DIGITS[usize::from(nibble)];
    }
    HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static(""))
}

fn since_1970(moment: SystemTime) -> Duration {
    let since = moment.duration_since(SystemTime::UNIX_EPOCH);
    since.unwrap_or_default()
}

const WEAK: &[u8] = b"W/";

fn without_weakness(tag: &[u8]) -> &[u8] {
    tag.strip_prefix(WEAK).unwrap_or(tag)
}

/// True if a list stands for every version: a `*`, which is alone in it.
fn is_any(list: &HeaderValue) -> bool {
    list.as_bytes().trim_ascii() == b"*"
}

/// The entity tags of a list. One that is not quoted ends at a comma.
fn entity_tags(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = list;
    std::iter::from_fn(move || {
        let start = rest.iter().position(|byte| !b", \t".contains(byte))?;
        let tag = &rest[start..];
        let find = |byte, from: &[u8]| from.iter().position(|it| *it == byte);
        let strong = without_weakness(tag);
        let quoted = strong.strip_prefix(b"\"");
        let end = match quoted.and_then(|text| find(b'"', text)) {
            Some(quote) => tag.len() - strong.len() + quote + 2,
            None => find(b',', tag).unwrap_or(tag.len()),
        };
        let (tag, later) = tag.split_at(end);
        rest = later;
        Some(tag.trim_ascii_end())
    })
}

fn time(value: &HeaderValue) -> Option<SystemTime> {
    httpdate::parse_http_date(value.to_str().ok()?).ok()
}

fn whole_seconds(moment: SystemTime) -> u64 {
    since_1970(moment).as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Times that no header can hold.
    #[test]
    fn a_file_of_any_time_is_served() {
        let years = |years: u64| Duration::from_secs(years * 31_556_952);
        let file = tempfile::NamedTempFile::new().unwrap();
        let served = ServedFile::new(file.path());
        for (modified, shown) in [
            (
                SystemTime::UNIX_EPOCH - years(10),
                "Thu, 01 Jan 1970 00:00:00 GMT",
            ),
            (
                SystemTime::UNIX_EPOCH + years(9000),
                "Fri, 31 Dec 9999 23:59:59 GMT",
            ),
        ] {
            // Not every file system has such a time.
            let is_set = file.as_file().set_modified(modified);
            let metadata = file.as_file().metadata().unwrap();
            if is_set.is_ok() && metadata.modified().unwrap() == modified {
                let opened = OpenFile::on_disk(file.reopen().unwrap(), &metadata);
                let version = FileVersion::of(&served, &opened);
                assert_eq!(version.last_modified().unwrap(), shown);
            }
            assert_eq!(httpdate::fmt_http_date(http_time(modified)), shown);
        }
    }

    #[test]
    fn a_list_of_entity_tags_is_taken_apart() {
        for (list, tags) in [
            ("", &[][..]),
            (" , ", &[]),
            ("*", &["*"]),
            (r#""a""#, &[r#""a""#]),
            (r#""a,b" , W/"c","d" "#, &[r#""a,b""#, r#"W/"c""#, r#""d""#]),
            (r#"a, W/b,"c"#, &["a", "W/b", r#""c"#]),
        ] {
            let read = entity_tags(list.as_bytes());
            let read: Vec<&str> = read.map(|tag| std::str::from_utf8(tag).unwrap()).collect();
            assert_eq!(read, tags, "{list}");
        }
    }
}
