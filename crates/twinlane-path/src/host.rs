//! The host that a request names.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A host with an optional port that is valid in a URL: `api.example`, `localhost:8000`, `[::1]:80`.
///
/// A `Host` header and the authority of a target come from the client, and this type checks both. An accepted host cannot change the
/// meaning of the rest of a URL, and every URL parser reads the same host in it:
///
/// - a name of at most 255 bytes, of RFC 3986's `unreserved` and `sub-delims`, in ASCII, without an empty label;
/// - an IPv4 address in its usual form. A name whose last label is a number has to be one, since browsers read `127.1` and `0x7f.1`
///   as addresses;
/// - an IPv6 address in brackets, without a zone;
/// - after the host nothing, or `:` and a port of at most 65535. RFC 3986 allows an empty port; it counts as no port.
///
/// User information, percent signs and RFC 3986's `IPvFuture` are refused, because parsers read them differently.
///
/// ```
/// use twinlane_path::Host;
///
/// let host = Host::parse(b"localhost:8000").unwrap();
/// assert_eq!((host.name(), host.port()), ("localhost", Some(8000)));
/// assert_eq!(host.as_str(), "localhost:8000");
///
/// assert_eq!(Host::parse(b"a/b?c@d"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Host<'a> {
    text: &'a str,
    name: &'a str,
    port: Option<u16>,
}

/// RFC 3986, section 3.2.2: longer names are not names of DNS.
const MAX_NAME: usize = 255;

impl<'a> Host<'a> {
    /// Reads a `Host` header or an authority. `None`: the text is not a valid host.
    ///
    /// Each byte is read once, and nothing is allocated.
    pub fn parse(text: &'a [u8]) -> Option<Self> {
        let name_len = if text.first() == Some(&b'[') {
            text.iter().position(|&byte| byte == b']')? + 1
        } else {
            let colon = text.iter().position(|&byte| byte == b':');
            colon.unwrap_or(text.len())
        };
        let (name, port) = text.split_at_checked(name_len)?;
        let name = str::from_utf8(name).ok()?;
        if !is_ip_literal(name) && !is_name(name) {
            return None;
        }
        let port = match port {
            [] | b":" => None,
            [b':', digits @ ..] => Some(read_port(digits)?),
            _ => return None,
        };
        let len = if port.is_some() { text.len() } else { name_len };
        let text = str::from_utf8(&text[..len]).ok()?;
        Some(Self { text, name, port })
    }

    /// The host and the port, as they were sent, without the `:` of an empty port.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// The host alone, as it was sent. An IPv6 address keeps its brackets.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// The port, if the host names one.
    pub fn port(&self) -> Option<u16> {
        self.port
    }
}

fn is_ip_literal(name: &str) -> bool {
    let address = name
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= MAX_NAME
        && name.bytes().all(is_name_byte)
        && !has_empty_label(name)
        && (!ends_in_number(name) || name.parse::<Ipv4Addr>().is_ok())
}

/// RFC 3986's `unreserved` and `sub-delims`.
fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._~!$&'()*+,;=-".contains(&byte)
}

/// A dot may only stand behind a label.
fn has_empty_label(name: &str) -> bool {
    name.starts_with('.') || name.as_bytes().windows(2).any(|pair| pair == b"..")
}

/// The URL Standard's "ends in a number": such a name is read as an IPv4 address, or refused.
fn ends_in_number(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or_default();
    let decimal = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    let hexadecimal = last
        .strip_prefix("0x")
        .or_else(|| last.strip_prefix("0X"))
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    decimal || hexadecimal
}

/// Digits alone: `str::parse` would take a `+`, too.
fn read_port(digits: &[u8]) -> Option<u16> {
    let mut port = 0_u16;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        port = port.checked_mul(10)?.checked_add(u16::from(digit - b'0'))?;
    }
    Some(port)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    #[test]
    fn hosts_that_can_be_used() {
        for (text, name, port) in [
            ("a", "a", None),
            ("api.example", "api.example", None),
            ("API.Example.", "API.Example.", None),
            ("my_service:8000", "my_service", Some(8000)),
            ("xn--bcher-kva.example", "xn--bcher-kva.example", None),
            ("a!$&'()*+,;=~b", "a!$&'()*+,;=~b", None),
            ("127.0.0.1:80", "127.0.0.1", Some(80)),
            ("1.example", "1.example", None),
            ("0xg", "0xg", None),
            ("[::1]", "[::1]", None),
            ("[::FFFF:1.2.3.4]:65535", "[::FFFF:1.2.3.4]", Some(65535)),
            ("a:0", "a", Some(0)),
            ("a:0000080", "a", Some(80)),
        ] {
            let host = Host::parse(text.as_bytes());
            let host = host.unwrap_or_else(|| panic!("{text:?} is a host"));
            assert_eq!(
                (host.as_str(), host.name(), host.port()),
                (text, name, port)
            );
        }
        let longest = "a".repeat(255);
        assert!(Host::parse(longest.as_bytes()).is_some());
    }

    #[test]
    fn an_empty_port_is_none() {
        let host = Host::parse(b"a:").unwrap();
        assert_eq!((host.as_str(), host.name(), host.port()), ("a", "a", None));
        assert_eq!(Host::parse(b"[::1]:").unwrap().as_str(), "[::1]");
    }

    #[test]
    fn what_is_no_host() {
        #[rustfmt::skip]
        let texts = [
            "", ":", ":80", " ", "a b", " a", "a ", "a,b c", "a\tb", "a\0", "a/b", "a/b?c@d", "a?b", "a#b", "a\\b",
            "user@a", "user:secret@a", "a@b:80", "a:80@b", "a:b", "a:+1", "a:-1", "a: 80", "a:80 ", "a:65536",
            "a:99999999999999999999", "a:80:80", "a::", "::1", "[", "]", "[]", "[::1", "::1]", "[::1]a", "[::1]80",
            "[::1]:x", "[[::1]]", "[::1%25eth0]", "[fe80::1%eth0]", "[1.2.3.4]", "[a]", "[v1.a]", "[v1.a]:80", "a]",
            "a[b", "a%20b", "%61", "a%", "b\u{fc}cher", "a\"b", "<a>", "a|b", "a^b", "a`b", "{a}", "127.1", "0x7f.1",
            "0X7F.1", "2130706433", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4.", "a.1", "a.0x", ".", ".a", "a..b", "a..",
        ];
        for text in texts {
            assert_eq!(Host::parse(text.as_bytes()), None, "{text:?}");
        }
        assert_eq!(Host::parse(b"b\xfccher"), None);
        assert_eq!(Host::parse("a".repeat(256).as_bytes()), None);
    }

    /// Texts that are nearly hosts: what matters in a URL comes up often.
    fn nearly_a_host() -> impl Strategy<Value = String> {
        #[rustfmt::skip]
        let pieces = [
            "a", "B", "xn--", "XN--", "bcher-kva", "0", "1", "9", "255", "256", "08", "0x", "0X", "7f",
            ".", ".", ".", "..", "_", "~", "!", "$", "&", "'", "(", ")", "*", "+", ",", ";", "=", "-",
            ":", ":", ":80", ":65535", ":65536", "[", "]", "[::1]", "[1:2:3:4:5:6:7.8.9.0]", "::",
            "[v1.a]", "%", "%61", "%2f", "/", "\\", "?", "#", "@", " ", "\t", "\n", "\0", "<", ">", "^", "|",
            "`", "{", "}", "\"", "\u{fc}", "\u{ad}", "\u{3002}", "\u{ff0f}", "\u{212a}",
        ];
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..7)
            .prop_map(|pieces| pieces.concat())
    }

    fn an_address() -> impl Strategy<Value = String> {
        let (four, six) = (any::<Ipv4Addr>(), any::<Ipv6Addr>());
        let names = prop_oneof![
            four.prop_map(|address| address.to_string()),
            six.prop_map(|address| format!("[{address}]")),
        ];
        let port = prop::option::of(0..100_000);
        let port = port.prop_map(|port| port.map_or_else(String::new, |port| format!(":{port}")));
        (names, port).prop_map(|(name, port)| name + &port)
    }

    /// The `url` crate is the judge, since it is how browsers read a URL. It knows what Punycode may stand for, which is
    /// too much for here: it may refuse such a host, but not read another.
    fn check(text: &str) -> Result<(), TestCaseError> {
        let Some(host) = Host::parse(text.as_bytes()) else {
            return Ok(());
        };
        let url = Url::parse(&format!("http://{}/path?query#end", host.as_str()));
        let Ok(url) = url else {
            let punycode = host.name().to_ascii_lowercase().contains("xn--");
            prop_assert!(punycode, "a URL parser refuses {text:?}");
            return Ok(());
        };
        let expected = match host.name().trim_matches(['[', ']']).parse::<Ipv6Addr>() {
            Ok(address) => url::Host::<String>::Ipv6(address).to_string(),
            Err(_) => host.name().to_ascii_lowercase(),
        };
        prop_assert_eq!(url.host_str(), Some(expected.as_str()));
        prop_assert_eq!(url.port_or_known_default(), Some(host.port().unwrap_or(80)));
        let rest = (url.path(), url.query(), url.fragment());
        prop_assert_eq!(rest, ("/path", Some("query"), Some("end")));
        prop_assert_eq!((url.username(), url.password()), ("", None));
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases * 16, ..ProptestConfig::default() })]

        #[test]
        fn a_url_parser_reads_the_same_host(text in nearly_a_host()) {
            check(&text)?;
        }

        #[test]
        fn a_url_parser_reads_the_same_address(text in an_address()) {
            check(&text)?;
        }
    }
}
