//! IP addresses, networks and interfaces, as Python's `ipaddress` reads and writes them.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::text::text_type;
use crate::coerced::Coerced;
use crate::error::Kind;
use crate::refusal::{Refusal, Scanned};
use crate::schema::of_format;
use crate::shape::{Ruled, Scalar, nothing_more};
use crate::{JsonValue, Measure};

macro_rules! addresses {
    ($($type:ty: $label:literal, $format:literal, $kind:expr, $text:expr, $number:expr;)*) => {$(
        text_type!(
            $type,
            Scalar {
                label: $label,
                read: |value, _| scan(value, $kind, $text, $number),
                last: nothing_more,
                schema: |_| of_format($format),
                ruled: Ruled::No,
            },
            $text,
            Python::of,
            |_| Measure::Lax
        );
    )*};
}

addresses! {
    Ipv4Addr: "function-plain[ip_v4_address_validator()]", "ipv4", Kind::IpV4Address, v4, of_v4;
    Ipv6Addr: "function-plain[ip_v6_address_validator()]", "ipv6", Kind::IpV6Address, v6, of_v6;
    IpAddr: "function-plain[_validate()]", "ipvanyaddress", Kind::IpAnyAddress, any, of_any;
    Ipv4Net: "function-plain[ip_v4_network_validator()]", "ipv4network", Kind::IpV4Network,
        |text| v4_with_prefix(text).filter(|net| net.addr() == net.network()), |number| of_v4(number).map(Ipv4Net::from);
    Ipv6Net: "function-plain[ip_v6_network_validator()]", "ipv6network", Kind::IpV6Network,
        |text| v6_with_prefix(text).filter(|net| net.addr() == net.network()), |number| of_v6(number).map(Ipv6Net::from);
    IpNet: "function-plain[_validate()]", "ipvanynetwork", Kind::IpAnyNetwork,
        |text| any_with_prefix(text).filter(|net| net.addr() == net.network()), |number| of_any(number).map(IpNet::from);
    Interface<Ipv4Net>: "function-plain[ip_v4_interface_validator()]", "ipv4interface", Kind::IpV4Interface,
        |text| v4_with_prefix(text).map(Interface), |number| of_v4(number).map(Ipv4Net::from).map(Interface);
    Interface<Ipv6Net>: "function-plain[ip_v6_interface_validator()]", "ipv6interface", Kind::IpV6Interface,
        |text| v6_with_prefix(text).map(Interface), |number| of_v6(number).map(Ipv6Net::from).map(Interface);
    Interface<IpNet>: "function-plain[_validate()]", "ipvanyinterface", Kind::IpAnyInterface,
        |text| any_with_prefix(text).map(Interface), |number| of_any(number).map(IpNet::from).map(Interface);
}

/// An address with its network: `192.168.0.7/24`, whose network is `192.168.0.0/24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a wrapper to be taken apart")]
pub struct Interface<T>(pub T);

/// As Python writes it.
struct Python<'a, T>(&'a T);

impl<'a, T> Python<'a, T> {
    fn of(address: &'a T) -> Self {
        Self(address)
    }
}

impl fmt::Display for Python<'_, Ipv4Addr> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// An IPv4 address within one of IPv6 is not set apart.
impl fmt::Display for Python<'_, Ipv6Addr> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let segments = self.0.segments();
        match segments {
            [0, 0, 0, 0, 0, 0xFFFF, high, low] => write!(formatter, "::ffff:{high:x}:{low:x}"),
            _ => self.0.fmt(formatter),
        }
    }
}

impl fmt::Display for Python<'_, IpAddr> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => Python(address).fmt(formatter),
            IpAddr::V6(address) => Python(address).fmt(formatter),
        }
    }
}

macro_rules! with_prefix {
    ($($type:ty),*) => {$(
        impl fmt::Display for Python<'_, $type> {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}/{}", Python(&self.0.addr()), self.0.prefix_len())
            }
        }

        impl fmt::Display for Python<'_, Interface<$type>> {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                Python(&self.0.0).fmt(formatter)
            }
        }

        /// As Python writes it: `192.168.0.7/24`.
        impl fmt::Display for Interface<$type> {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                Python(self).fmt(formatter)
            }
        }
    )*};
}

with_prefix!(Ipv4Net, Ipv6Net, IpNet);

fn scan<'v, T>(
    value: &JsonValue,
    kind: Kind,
    of_text: impl FnOnce(&str) -> Option<T>,
    of_number: impl FnOnce(u128) -> Option<T>,
) -> Result<Scanned<'v>, Refusal>
where
    for<'a> Python<'a, T>: fmt::Display,
{
    let address = match value {
        JsonValue::Str(text) => of_text(text),
        JsonValue::Int(number) => u128::try_from(*number).ok().and_then(of_number),
        JsonValue::BigInt(digits) => digits.parse().ok().and_then(of_number),
        JsonValue::Bool(one) => of_number(u128::from(*one)),
        _ => None,
    };
    let address = address.ok_or(kind)?;
    let text = Python(&address).to_string();
    Ok(Scanned::new(Coerced::text(text), Measure::Lax))
}

fn v4(text: &str) -> Option<Ipv4Addr> {
    text.parse().ok()
}

fn v6(text: &str) -> Option<Ipv6Addr> {
    text.parse().ok()
}

fn any(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

fn of_v4(number: u128) -> Option<Ipv4Addr> {
    u32::try_from(number).ok().map(Ipv4Addr::from)
}

#[expect(clippy::unnecessary_wraps, reason = "of one form with `of_v4`")]
fn of_v6(number: u128) -> Option<Ipv6Addr> {
    Some(Ipv6Addr::from(number))
}

/// A number that IPv4 has is one of IPv4.
#[expect(clippy::unnecessary_wraps, reason = "of one form with `of_v4`")]
fn of_any(number: u128) -> Option<IpAddr> {
    Some(of_v4(number).map_or_else(|| IpAddr::V6(Ipv6Addr::from(number)), IpAddr::V4))
}

/// `1.2.3.0/24`, `1.2.3.0/255.255.255.0`, `1.2.3.0/0.0.0.255`, `1.2.3.4`.
fn v4_with_prefix(text: &str) -> Option<Ipv4Net> {
    let (address, mask) = split(text);
    let Some(mask) = mask else {
        return v4(address).map(Ipv4Net::from);
    };
    let length = prefix(mask).or_else(|| length_of_mask(v4(mask)?))?;
    Ipv4Net::new(v4(address)?, length).ok()
}

fn v6_with_prefix(text: &str) -> Option<Ipv6Net> {
    let (address, mask) = split(text);
    let length = mask.map_or(Some(128), prefix)?;
    Ipv6Net::new(v6(address)?, length).ok()
}

fn any_with_prefix(text: &str) -> Option<IpNet> {
    let v4 = v4_with_prefix(text).map(IpNet::V4);
    v4.or_else(|| v6_with_prefix(text).map(IpNet::V6))
}

fn split(text: &str) -> (&str, Option<&str>) {
    match text.split_once('/') {
        Some((address, mask)) => (address, Some(mask)),
        None => (text, None),
    }
}

fn prefix(text: &str) -> Option<u8> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// The length of a mask of the network, or of the host.
fn length_of_mask(mask: Ipv4Addr) -> Option<u8> {
    let length = |bits: u32| {
        let ones = bits.leading_ones();
        let is_mask = bits.checked_shl(ones).unwrap_or(0) == 0;
        u8::try_from(ones).ok().filter(|_| is_mask)
    };
    let bits = u32::from(mask);
    length(bits).or_else(|| length(!bits))
}
