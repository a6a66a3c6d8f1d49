//! The forwarding headers that are read from trusted proxies.

use std::fmt;
use std::str::FromStr;

use super::option::{ProxyOptionError, items};

/// The forwarding headers that are read from trusted proxies, as a list separated by commas.
///
/// By default `x-forwarded-for, x-forwarded-proto`, the headers that Uvicorn reads. A proxy forwards headers that it does not
/// know, so a client can forge them. Name only headers that your proxy sets or removes in every request.
///
/// | header | content |
/// | --- | --- |
/// | `x-forwarded-for` | the client, and the proxies that forwarded the request |
/// | `x-forwarded-proto` | the scheme that the client used |
/// | `x-forwarded-host` | the host that the client named, if the proxy sends another `Host` |
/// | `x-forwarded-port` | the port of the proxy that the client connected to |
/// | `x-forwarded-prefix` | the path prefix that the proxy removed: the root path of the request |
/// | `forwarded` | client, scheme and host: the header of RFC 7239, instead of the first four |
///
/// `forwarded` cannot be combined with any of the first four: a client could forge the headers that the proxy does not set.
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
                "no header is named: to trust no proxy, write `--no-proxy-headers`".to_owned(),
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
