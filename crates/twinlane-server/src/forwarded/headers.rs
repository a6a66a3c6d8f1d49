//! The headers that trusted proxies are believed in.

use std::fmt;
use std::str::FromStr;

use super::option::{ProxyOptionError, items};

/// The headers that trusted proxies are believed in, with commas between: `x-forwarded-for, x-forwarded-proto` by default, which are those
/// that Uvicorn reads.
///
/// A proxy hands on the headers that it does not know, so a client can send what it likes in them. Name only those that your proxy sets or
/// removes in every request.
///
/// | header | says |
/// | --- | --- |
/// | `x-forwarded-for` | the client, and the proxies that the request has passed |
/// | `x-forwarded-proto` | the scheme by which the client asked |
/// | `x-forwarded-host` | the host that the client named, if the proxy sends another `Host` |
/// | `x-forwarded-port` | the port at which it reached the proxy |
/// | `x-forwarded-prefix` | what the proxy has cut off the path: the root path of the request |
/// | `forwarded` | client, scheme and host: RFC 7239's header, in the place of the first four |
///
/// `forwarded` does not stand beside those of the first four, since a client could send the ones that the proxy does not.
///
/// ```
/// use twinlane_server::ForwardedHeaders;
///
/// let headers: ForwardedHeaders = "x-forwarded-for, x-forwarded-proto, x-forwarded-host".parse()?;
/// assert!("forwarded, x-forwarded-for".parse::<ForwardedHeaders>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForwardedHeaders(u8);

/// The names, each with its bit.
const NAMES: [(&str, u8); 6] = [
    (FOR, 1),
    (PROTO, 1 << 1),
    (HOST, 1 << 2),
    (PORT, 1 << 3),
    (PREFIX, 1 << 4),
    (FORWARDED, 1 << 5),
];

pub(super) const FOR: &str = "x-forwarded-for";
pub(super) const PROTO: &str = "x-forwarded-proto";
pub(super) const HOST: &str = "x-forwarded-host";
pub(super) const PORT: &str = "x-forwarded-port";
pub(super) const PREFIX: &str = "x-forwarded-prefix";
pub(super) const FORWARDED: &str = "forwarded";

impl ForwardedHeaders {
    pub(super) const NONE: Self = Self(0);

    /// True if a header is read. The name is one of those above, in lower case.
    pub(super) fn has(self, name: &str) -> bool {
        self.0 & bit_of(name).unwrap_or(0) != 0
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        NAMES
            .into_iter()
            .filter(move |(_, bit)| self.0 & bit != 0)
            .map(|(name, _)| name)
    }
}

impl Default for ForwardedHeaders {
    fn default() -> Self {
        Self(1 | 1 << 1)
    }
}

/// The error names every entry that is wrong, and what to type.
impl FromStr for ForwardedHeaders {
    type Err = ProxyOptionError;

    fn from_str(list: &str) -> Result<Self, ProxyOptionError> {
        let mut headers = Self(0);
        let mut mistakes = Vec::new();
        for item in items(list) {
            match bit_of(&item.to_ascii_lowercase()) {
                Some(bit) => headers.0 |= bit,
                None => mistakes.push(format!(
                    "`{item}` is no header of a proxy: write some of {}",
                    NAMES.map(|(name, _)| name).join(", ")
                )),
            }
        }
        let beside = [FOR, PROTO, HOST, PORT]
            .into_iter()
            .find(|name| headers.has(name));
        if let Some(beside) = beside.filter(|_| headers.has(FORWARDED)) {
            mistakes.push(format!(
                "`{FORWARDED}` and `{beside}` say the same, and a client can send the one that the proxy does not: name the one \
                 that it sends"
            ));
        }
        if mistakes.is_empty() && headers.0 == 0 {
            mistakes.push(
                "no header is named: to believe no proxy, write `--no-proxy-headers`".to_owned(),
            );
        }
        ProxyOptionError::unless_empty(&mistakes).map(|()| headers)
    }
}

/// As it is written in the list.
impl fmt::Display for ForwardedHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.names().collect();
        f.write_str(&names.join(","))
    }
}

fn bit_of(name: &str) -> Option<u8> {
    let found = NAMES.iter().find(|(known, _)| *known == name);
    found.map(|(_, bit)| *bit)
}

/// True if a header may be one of those above. Most requests have none, and this is asked of each header of each request: it looks at the length
/// first.
#[inline]
pub(super) fn may_be_read(name: &[u8]) -> bool {
    match name.len() {
        15..=18 => name.first() == Some(&b'x'),
        9 => name.first() == Some(&b'f'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_written_as_it_is_read() {
        for list in [
            "x-forwarded-for,x-forwarded-proto",
            "x-forwarded-for,x-forwarded-proto,x-forwarded-host,x-forwarded-port,x-forwarded-prefix",
            "x-forwarded-prefix,forwarded",
        ] {
            assert_eq!(list.parse::<ForwardedHeaders>().unwrap().to_string(), list);
        }
        let shouted = "X-Forwarded-For, X-FORWARDED-PROTO,";
        assert_eq!(shouted.parse(), Ok(ForwardedHeaders::default()));
    }

    #[test]
    fn what_is_wrong_is_told_with_what_to_type() {
        for (list, told) in [
            (
                "x-real-ip",
                "`x-real-ip` is no header of a proxy: write some of x-forwarded-for,",
            ),
            (
                "forwarded, x-forwarded-host",
                "`forwarded` and `x-forwarded-host` say the same",
            ),
            ("", "--no-proxy-headers"),
        ] {
            let error = list.parse::<ForwardedHeaders>().unwrap_err().to_string();
            assert!(error.contains(told), "{list}: {error}");
        }
    }

    #[test]
    fn none_of_them_is_overlooked() {
        for (name, _) in NAMES {
            assert!(may_be_read(name.as_bytes()), "{name}");
        }
        for name in ["host", "user-agent", "accept-encoding", "transfer-encoding"] {
            assert!(!may_be_read(name.as_bytes()), "{name}");
        }
    }
}
