//! Ports: the addresses of the settings' hosts, and the sockets that are bound to them.

use std::io;
use std::net::{Ipv6Addr, SocketAddr};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::lookup_host;
use tracing::debug;

use crate::listener::{BindMistake, ListenAddress};
use crate::settings::Settings;

/// A socket that is bound to a port, and on which nobody listens yet: who connects is refused.
#[derive(Debug)]
pub(super) struct BoundPort {
    pub(super) socket: Socket,
    pub(super) place: ListenAddress,
}

/// The addresses of one host of the settings.
struct Host {
    name: String,
    addresses: Vec<SocketAddr>,
}

/// Binds a socket to each address of the hosts, all to the same port.
pub(super) async fn bind(settings: &Settings, mistakes: &mut Vec<BindMistake>) -> Vec<BoundPort> {
    let mut hosts = Vec::new();
    let port = settings.port_or_default();
    for name in settings.tcp_hosts() {
        match addresses(name, port).await {
            Ok(addresses) => hosts.push(Host {
                name: place(name, port),
                addresses,
            }),
            Err(source) => mistakes.push(BindMistake::new(
                place(name, port),
                "choose a `--host` that is an address or a name of this machine",
                source,
            )),
        }
    }
    let mut tries = 0;
    loop {
        let (mut bound, mut failed) = (Vec::new(), Vec::new());
        let found = bind_hosts(&hosts, port, &mut bound, &mut failed);
        // The port that the system chose for the first address may be taken at another.
        let is_bad_luck = port == 0 && found.is_some_and(|port| port != 0);
        let in_use = |mistake: &BindMistake| mistake.source.kind() == io::ErrorKind::AddrInUse;
        tries += 1;
        if is_bad_luck && tries < MOST_TRIES && failed.iter().any(in_use) {
            continue;
        }
        mistakes.append(&mut failed);
        return bound;
    }
}

const MOST_TRIES: usize = 16;

/// The port that was bound, if one was.
fn bind_hosts(
    hosts: &[Host],
    port: u16,
    bound: &mut Vec<BoundPort>,
    mistakes: &mut Vec<BindMistake>,
) -> Option<u16> {
    let all = || hosts.iter().flat_map(|host| &host.addresses);
    // Beside an address of IPv4, `::` is what it says.
    let both_families = !all().any(SocketAddr::is_ipv4);
    // Beside `0.0.0.0` and `::`, other addresses of their families say nothing more.
    let is_everywhere = |address: &SocketAddr| {
        let mut everywhere = all().filter(|other| other.ip().is_unspecified());
        everywhere.any(|other| other.is_ipv4() == address.is_ipv4())
    };
    let mut port = Some(port).filter(|port| *port != 0);
    let mut seen = Vec::new();
    for host in hosts {
        let (mut absent, mut said) = (None, false);
        let before = bound.len();
        for &(mut address) in &host.addresses {
            address.set_port(port.unwrap_or(0));
            let is_said = is_everywhere(&address) && !address.ip().is_unspecified();
            if is_said || seen.contains(&address.ip()) {
                said = true;
                continue;
            }
            seen.push(address.ip());
            match bind_one(address, both_families) {
                Ok(socket) => {
                    port = socket.place.tcp().map(|address| address.port()).or(port);
                    bound.push(socket);
                }
                // A family that this machine does not speak is no mistake if the host has another.
                Err(error) if is_absent(&error) => absent = Some(error),
                Err(error) => mistakes.push(BindMistake::of_tcp(&host.name, error)),
            }
        }
        match absent {
            Some(error) if bound.len() == before && !said => {
                mistakes.push(BindMistake::of_tcp(&host.name, error));
            }
            Some(error) => debug!("{}: not on all of its addresses: {error}", host.name),
            None => {}
        }
    }
    port
}

/// As asyncio takes it.
fn is_absent(error: &io::Error) -> bool {
    const NO_SUCH_FAMILY: i32 = 97;
    error.kind() == io::ErrorKind::AddrNotAvailable
        || (cfg!(target_os = "linux") && error.raw_os_error() == Some(NO_SUCH_FAMILY))
}

fn bind_one(address: SocketAddr, both_families: bool) -> io::Result<BoundPort> {
    let domain = Domain::for_address(address);
    let socket = Socket::new(domain, Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    let both_families = both_families && address.ip() == Ipv6Addr::UNSPECIFIED;
    if address.is_ipv6() {
        // The default depends on the machine.
        socket.set_only_v6(!both_families)?;
    }
    socket.bind(&address.into())?;
    let address = socket.local_addr()?.as_socket().unwrap_or(address);
    let place = ListenAddress::Tcp {
        address,
        both_families,
    };
    Ok(BoundPort { socket, place })
}

/// The addresses of a host. An empty one is every address of this machine, of both families, as for Uvicorn.
async fn addresses(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let host = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    if host.is_empty() {
        let everywhere = [([0; 16], port).into(), ([0; 4], port).into()];
        return Ok(everywhere.into());
    }
    let addresses: Vec<_> = lookup_host((host, port)).await?.collect();
    if addresses.is_empty() {
        return Err(io::Error::new(
            io::ErrorKind::NotFound,
            "the name has no address",
        ));
    }
    Ok(addresses)
}

fn place(host: &str, port: u16) -> String {
    if host.contains(':') && !host.starts_with('[') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    }
}
