//! The address of a client, as a proxy writes it.

use std::net::{IpAddr, SocketAddr};

/// Reads `192.0.2.1`, `192.0.2.1:8000`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:8000`; the port is 0 if none is named. `None`: it is none,
/// as `unknown`, a name or an address with a zone, which means nothing on another machine.
pub(super) fn read(text: &[u8]) -> Option<SocketAddr> {
    let text = str::from_utf8(text).ok()?;
    if text.contains('%') {
        return None;
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(SocketAddr::new(address, 0));
    }
    if let Some(inner) = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
    {
        return Some(SocketAddr::new(IpAddr::V6(inner.parse().ok()?), 0));
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_an_address() {
        for (text, expected) in [
            ("192.0.2.1", "192.0.2.1:0"),
            ("192.0.2.1:8000", "192.0.2.1:8000"),
            ("2001:db8::1", "[2001:db8::1]:0"),
            ("[2001:db8::1]", "[2001:db8::1]:0"),
            ("[2001:DB8::1]:8000", "[2001:db8::1]:8000"),
            ("::ffff:192.0.2.1", "[::ffff:192.0.2.1]:0"),
        ] {
            let address = read(text.as_bytes()).map(|address| address.to_string());
            assert_eq!(address.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_none() {
        for text in [
            "",
            "unknown",
            "_hidden",
            "unix:",
            "localhost",
            "1.2.3",
            "1.2.3.4.5",
            "01.2.3.4",
            "1.2.3.256",
            "127.1",
            "0x7f000001",
            "1.2.3.4:",
            "1.2.3.4:x",
            "1.2.3.4:65536",
            "1.2.3.4:80:80",
            "1.2.3.4 ",
            "1.2.3.4/32",
            "[1.2.3.4]",
            "[1.2.3.4]:80",
            "[::1",
            "::1]",
            "[::1]80",
            "[::1]:x",
            "[::1]:65536",
            "[[::1]]",
            "fe80::1%eth0",
            "[fe80::1%eth0]",
            "[fe80::1%3]:80",
            "\"1.2.3.4\"",
            "1.2.3.4, 5.6.7.8",
            "1.2.3.4\n",
            "-1",
            "*",
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
        assert_eq!(read(b"1.2.3.4\xff"), None);
    }
}
