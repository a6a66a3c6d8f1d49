//! The key of a client that is known by its address.

use std::net::{IpAddr, Ipv6Addr};

/// The key of a client address. Of an IPv6 address the first 64 bits count, since a client has a network of at least 2^64 addresses.
///
/// ```
/// use twinlane_web::rate_limit::client_key;
///
/// assert_eq!(client_key("192.0.2.1".parse()?), "192.0.2.1");
/// assert_eq!(client_key("2001:db8::1:2".parse()?), "2001:db8::/64");
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
pub fn client_key(address: IpAddr) -> String {
    // An IPv4 client of a socket for both is `::ffff:192.0.2.1`: one network for all of them.
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let network = Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX));
            format!("{network}/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_client_have_one_key() {
        let key = |address: &str| client_key(address.parse().unwrap());
        assert_eq!(key("2001:db8:0:1::1"), key("2001:db8:0:1:ffff::2"));
        assert_ne!(key("2001:db8:0:1::1"), key("2001:db8:0:2::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }
}
