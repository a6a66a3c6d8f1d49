//! The proxies whose forwarding headers are trusted.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use super::option::{ProxyOptionError, items};
use crate::connection_info::Connection;

/// The proxies whose forwarding headers are trusted: Uvicorn's `--forwarded-allow-ips`.
///
/// It is a list of addresses and networks, separated by commas: `127.0.0.1, 10.0.0.0/8, fd00::/8`. `unix` trusts the peers
/// without an address: those on unix sockets of this machine, and those within the process. `*` trusts every peer, and an empty
/// list trusts none. The default is this machine: `127.0.0.1, ::1`.
///
/// An IPv4 address may arrive as `::ffff:10.0.0.1`, on a socket for both families. It is compared as `10.0.0.1`.
///
/// ```
/// use twinlane_server::TrustedProxies;
///
/// let proxies: TrustedProxies = "127.0.0.1, 10.0.0.0/8".parse()?;
/// assert!(proxies.trusts("10.1.2.3".parse()?));
/// assert!(!proxies.trusts("192.0.2.1".parse()?));
///
/// let error = "10.0.0.1/8".parse::<TrustedProxies>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`10.0.0.1/8` is no network, for it has bits behind the first 8: write 10.0.0.0/8, or 10.0.0.1 for that address alone"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedProxies {
    everyone: bool,
    unix: bool,
    networks: Vec<Network>,
}

impl TrustedProxies {
    /// Trusts every peer: `*`. Use it only for a server that nothing but a proxy can reach.
    ///
    /// The first entry of `X-Forwarded-For` is then the client. The proxy must overwrite that header: if it only appends to it,
    /// clients can forge their address. Name the network of the proxies where possible.
    pub fn everyone() -> Self {
        Self {
            everyone: true,
            ..Self::nobody()
        }
    }

    /// Trusts no peer.
    pub fn nobody() -> Self {
        Self {
            everyone: false,
            unix: false,
            networks: Vec::new(),
        }
    }

    /// True if a proxy with this address is trusted.
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.everyone || self.networks.iter().any(|network| network.has(address))
    }

    /// True if the peer of a connection is believed.
    ///
    /// The peer of a connection with a PROXY header is the client that the header names: the headers of its requests may be that client's own,
    /// and the proxy has not looked. Loopback addresses are those of the proxy's machine.
    pub(crate) fn trusts_peer(&self, connection: &Connection) -> bool {
        if let Some(proxied) = connection.proxied() {
            let is_known = proxied.client.is_some_and(|client| {
                let is_elsewhere = client.ip().is_loopback() && !proxied.proxy.is_of_this_machine();
                self.trusts(client.ip()) && !is_elsewhere
            });
            return is_known || self.everyone;
        }
        match connection.peer() {
            Some(peer) => self.trusts(peer.ip()),
            None => self.everyone || self.unix,
        }
    }

    pub(crate) fn is_everyone(&self) -> bool {
        self.everyone
    }

    fn add(&mut self, item: &str) -> Result<(), String> {
        match item {
            "*" => self.everyone = true,
            "unix" => self.unix = true,
            _ => self.networks.push(Network::read(item)?),
        }
        Ok(())
    }
}

/// This machine: what Uvicorn trusts.
impl Default for TrustedProxies {
    fn default() -> Self {
        let alone = |address, bits| Network { address, bits };
        Self {
            networks: vec![
                alone(IpAddr::V4(Ipv4Addr::LOCALHOST), 32),
                alone(IpAddr::V6(Ipv6Addr::LOCALHOST), 128),
            ],
            ..Self::nobody()
        }
    }
}

/// The error names every entry that is wrong, and what to type.
impl FromStr for TrustedProxies {
    type Err = ProxyOptionError;

    fn from_str(list: &str) -> Result<Self, ProxyOptionError> {
        let mut proxies = Self::nobody();
        let mut mistakes = Vec::new();
        for item in items(list) {
            mistakes.extend(proxies.add(item).err());
        }
        if proxies.everyone && (proxies.unix || items(list).count() > 1) {
            mistakes.push("`*` is everyone: write it alone, or leave it out".to_owned());
        }
        ProxyOptionError::unless_empty(&mistakes).map(|()| proxies)
    }
}

/// As it is written in the list.
impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [(self.everyone, "*"), (self.unix, "unix")];
        let words = words
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, word)| (*word).to_owned());
        let networks = self.networks.iter().map(Network::to_string);
        let all: Vec<String> = words.chain(networks).collect();
        f.write_str(&all.join(","))
    }
}

/// The addresses whose first bits are these; all bits, for one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    /// # Errors
    ///
    /// The reason why it is neither an address nor a network, with what to type.
    fn read(item: &str) -> Result<Self, String> {
        if let Some(inner) = item.strip_prefix(['\'', '"']) {
            let inner = inner.trim_end_matches(['\'', '"']);
            return Err(format!("`{item}` has quotes of its own: write {inner}"));
        }
        let (address, bits) = match item.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (item, None),
        };
        let Ok(address) = address.parse::<IpAddr>() else {
            return Err(format!(
                "`{item}` is neither an address nor a network: write for example 10.0.0.1, 10.0.0.0/8 or fd00::/8 (names are not looked \
                 up), `unix` or `*`"
            ));
        };
        let most = length(address);
        let Some(bits) = bits else {
            return Ok(Self::canonical(address, most));
        };
        let Some(bits) = bits.parse().ok().filter(|bits| *bits <= most) else {
            return Err(format!(
                "`{item}` is no network: behind the `/` stands how many bits its addresses share, at most {most}"
            ));
        };
        let first = masked(address, bits);
        if first != address {
            return Err(format!(
                "`{item}` is no network, for it has bits behind the first {bits}: write {first}/{bits}, or {address} for that address alone"
            ));
        }
        Ok(Self::canonical(address, bits))
    }

    /// `::ffff:10.0.0.0/104` is `10.0.0.0/8`.
    fn canonical(address: IpAddr, bits: u32) -> Self {
        match address.to_canonical() {
            four @ IpAddr::V4(_) if address.is_ipv6() && bits >= 96 => Self {
                address: four,
                bits: bits - 96,
            },
            _ => Self { address, bits },
        }
    }

    fn has(self, address: IpAddr) -> bool {
        self.address.is_ipv4() == address.is_ipv4() && masked(address, self.bits) == self.address
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address.fmt(f)?;
        if self.bits < length(self.address) {
            write!(f, "/{}", self.bits)?;
        }
        Ok(())
    }
}

fn length(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// The address with nothing behind its first bits.
fn masked(address: IpAddr, bits: u32) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(list: &str) -> TrustedProxies {
        list.parse()
            .unwrap_or_else(|error| panic!("{list}: {error}"))
    }

    #[test]
    fn addresses_and_networks() {
        for (list, trusted, others) in [
            ("", &[][..], &["127.0.0.1", "::1", "0.0.0.0"][..]),
            (" , ", &[], &["127.0.0.1"]),
            (
                "10.0.0.0/8,192.0.2.7",
                &["10.0.0.0", "10.255.255.255", "192.0.2.7", "::ffff:10.1.2.3"],
                &["11.0.0.0", "9.255.255.255", "192.0.2.8", "::10.1.2.3"],
            ),
            ("0.0.0.0/0", &["1.2.3.4", "::ffff:1.2.3.4"], &["::1"]),
            ("::/0", &["::1", "2001:db8::1"], &["1.2.3.4"]),
            (
                "fd00::/8, 2001:DB8:0::7",
                &["fd12:3456::1", "2001:db8::7"],
                &["fe00::1", "2001:db8::8"],
            ),
            (
                "::ffff:10.0.0.0/104",
                &["10.1.2.3", "::ffff:10.1.2.3"],
                &["11.0.0.1"],
            ),
            ("10.0.0.0/9", &["10.127.0.1"], &["10.128.0.1"]),
            (
                "2001:db8::/33",
                &["2001:db8:7fff::1"],
                &["2001:db8:8000::1"],
            ),
            ("*", &["1.2.3.4", "::1"], &[]),
        ] {
            let proxies = proxies(list);
            for address in trusted {
                assert!(proxies.trusts(address.parse().unwrap()), "{list} {address}");
            }
            for address in others {
                assert!(
                    !proxies.trusts(address.parse().unwrap()),
                    "{list} {address}"
                );
            }
        }
    }

    #[test]
    fn by_default_it_is_this_machine() {
        assert_eq!(TrustedProxies::default(), proxies("127.0.0.1,::1"));
        assert_eq!(TrustedProxies::default().to_string(), "127.0.0.1,::1");
        assert_eq!(TrustedProxies::nobody(), proxies(""));
        assert_eq!(TrustedProxies::everyone(), proxies("*"));
        assert_eq!(proxies("unix,10.0.0.0/8").to_string(), "unix,10.0.0.0/8");
    }

    /// A peer in memory has no address to be trusted by.
    #[test]
    fn a_peer_without_an_address_has_a_word_of_its_own() {
        let peer = Connection::InMemory;
        for (list, trusted) in [("unix", true), ("*", true), ("127.0.0.1,::/0", false)] {
            assert_eq!(proxies(list).trusts_peer(&peer), trusted, "{list}");
        }
        assert!(!TrustedProxies::default().trusts_peer(&peer));
        assert!(!proxies("unix").trusts("127.0.0.1".parse().unwrap()));
    }

    #[test]
    fn what_is_wrong_is_told_with_what_to_type() {
        for (list, told) in [
            (
                "10.0.0.1/8",
                "write 10.0.0.0/8, or 10.0.0.1 for that address alone",
            ),
            ("fd00::1/8", "write fd00::/8, or fd00::1"),
            ("10.0.0.0/33", "at most 32"),
            ("10.0.0.0/-1", "at most 32"),
            ("10.0.0.0/255.0.0.0", "at most 32"),
            ("::/129", "at most 128"),
            ("10.0.0.300", "neither an address nor a network"),
            ("proxy.internal", "names are not looked up"),
            ("127.0.0.1:80", "neither an address nor a network"),
            ("'*'", "`'*'` has quotes of its own: write *"),
            ("*,10.0.0.1", "write it alone"),
            ("unix,*", "write it alone"),
            ("10.0.0.1 10.0.0.2", "neither an address nor a network"),
        ] {
            let error = list.parse::<TrustedProxies>().unwrap_err().to_string();
            assert!(error.contains(told), "{list}: {error}");
        }
        let both = "10.0.0.300, 10.0.0.1/8".parse::<TrustedProxies>();
        let both = both.unwrap_err().to_string();
        assert!(
            both.contains("10.0.0.300") && both.contains("10.0.0.1/8"),
            "{both}"
        );
    }
}
