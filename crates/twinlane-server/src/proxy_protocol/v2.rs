//! Version 2: binary.

use std::io;
use std::net::{IpAddr, SocketAddr};

use tokio::io::{AsyncRead, AsyncReadExt};

use super::{Announced, malformed};
use crate::connection_info::canonical;

pub(super) const SIGNATURE: [u8; 12] = *b"\r\n\r\n\0\r\nQUIT\n";

/// Two addresses of IPv6 and two ports: more is not kept.
const MOST_KEPT: usize = 36;

/// Reads the rest of a header, behind its signature.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Announced> {
    let mut fixed = [0; 4];
    stream.read_exact(&mut fixed).await?;
    let [command, family, high, low] = fixed;
    let length = usize::from(u16::from_be_bytes([high, low]));
    let kind = Kind::of(command, family)?;
    if length < kind.length() {
        return Err(malformed());
    }
    let mut kept = [0; MOST_KEPT];
    let kept = &mut kept[..length.min(MOST_KEPT)];
    stream.read_exact(kept).await?;
    skip(stream, length - kept.len()).await?;
    kind.parse(kept).ok_or_else(malformed)
}

/// The addresses that a header has.
#[derive(Clone, Copy)]
enum Kind {
    Local,
    /// Addresses of this length, of another family or protocol than the internet's streams.
    Other(usize),
    Tcp4,
    Tcp6,
}

impl Kind {
    fn of(command: u8, family: u8) -> io::Result<Self> {
        match (command, family) {
            // The family does not matter.
            (0x20, _) => Ok(Self::Local),
            (0x21, 0x00) => Ok(Self::Other(0)),
            (0x21, 0x11) => Ok(Self::Tcp4),
            (0x21, 0x12) => Ok(Self::Other(12)),
            (0x21, 0x21) => Ok(Self::Tcp6),
            (0x21, 0x22) => Ok(Self::Other(36)),
            // A unix socket of the proxy's machine.
            (0x21, 0x31 | 0x32) => Ok(Self::Other(216)),
            _ => Err(malformed()),
        }
    }

    /// The least length of the addresses. More bytes may follow them.
    fn length(self) -> usize {
        match self {
            Self::Local => 0,
            Self::Other(length) => length,
            Self::Tcp4 => 12,
            Self::Tcp6 => 36,
        }
    }

    fn parse(self, kept: &[u8]) -> Option<Announced> {
        match self {
            Self::Local => Some(Announced::Local),
            Self::Other(_) => Some(Announced::Unknown),
            Self::Tcp4 => addresses::<4>(kept),
            Self::Tcp6 => addresses::<16>(kept),
        }
    }
}

/// Both addresses of `N` bytes, then both ports.
fn addresses<const N: usize>(kept: &[u8]) -> Option<Announced>
where
    IpAddr: From<[u8; N]>,
{
    let (client, rest) = kept.split_first_chunk::<N>()?;
    let (destination, rest) = rest.split_first_chunk::<N>()?;
    let (client_port, rest) = rest.split_first_chunk()?;
    let destination_port = rest.first_chunk()?;
    let address = |ip: &[u8; N], port: &[u8; 2]| {
        canonical(SocketAddr::new((*ip).into(), u16::from_be_bytes(*port)))
    };
    Some(Announced::Client {
        client: address(client, client_port),
        destination: address(destination, destination_port),
    })
}

/// Skips what else a proxy says.
async fn skip(stream: &mut (impl AsyncRead + Unpin), mut count: usize) -> io::Result<()> {
    let mut skipped = [0; 512];
    while count > 0 {
        let most = count.min(skipped.len());
        stream.read_exact(&mut skipped[..most]).await?;
        count -= most;
    }
    Ok(())
}
