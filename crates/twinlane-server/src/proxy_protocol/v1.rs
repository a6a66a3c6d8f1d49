//! Version 1: a line of text.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::io::{AsyncRead, AsyncReadExt};

use super::{Announced, malformed};
use crate::connection_info::canonical;

pub(super) const BEGIN: &[u8] = b"PROXY ";

/// With its end.
const LONGEST: usize = 107;

/// Reads the rest of a header that begins with these bytes, a few at a time: never more than must be there.
pub(super) async fn read<const N: usize>(
    stream: &mut (impl AsyncRead + Unpin),
    begin: [u8; N],
) -> io::Result<Announced> {
    let mut line = [0; LONGEST];
    line[..N].copy_from_slice(&begin);
    let mut filled = N;
    while !line[..filled].ends_with(b"\r\n") {
        let next = filled + least_rest(&line[..filled]);
        let rest = line.get_mut(filled..next).ok_or_else(malformed)?;
        stream.read_exact(rest).await?;
        filled = next;
    }
    parse(&line[..filled - 2]).ok_or_else(malformed)
}

/// The number of bytes that a header which begins so has at least left.
fn least_rest(line: &[u8]) -> usize {
    if line.ends_with(b"\r") {
        return 1;
    }
    let fields = line.split(|&byte| byte == b' ').count();
    let is_known = line.starts_with(b"PROXY TCP");
    // Each of the last four fields has a space before it and a byte at least.
    let missing = if is_known {
        6_usize.saturating_sub(fields)
    } else {
        0
    };
    2 * missing + 2
}

/// Parses a line without its end. `None`: it is malformed.
pub(super) fn parse(line: &[u8]) -> Option<Announced> {
    let line = str::from_utf8(line).ok()?;
    let mut fields = line.strip_prefix("PROXY ")?.split(' ');
    let address: fn(&str) -> Option<IpAddr> = match fields.next()? {
        "UNKNOWN" => return Some(Announced::Unknown),
        "TCP4" => |text| text.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
        "TCP6" => |text| text.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        _ => return None,
    };
    let (client, destination) = (address(fields.next()?)?, address(fields.next()?)?);
    let (client_port, destination_port) = (port(fields.next()?)?, port(fields.next()?)?);
    if fields.next().is_some() {
        return None;
    }
    Some(Announced::Client {
        client: canonical(SocketAddr::new(client, client_port)),
        destination: canonical(SocketAddr::new(destination, destination_port)),
    })
}

fn port(text: &str) -> Option<u16> {
    let is_plain = text == "0" || !text.starts_with(['0', '+']);
    is_plain.then(|| text.parse().ok()).flatten()
}
