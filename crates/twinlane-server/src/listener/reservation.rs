//! The addresses and sockets of the settings, before clients can connect to them.

use std::io;

use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::net::UnixListener;

#[cfg(unix)]
use crate::listener::inherited::{self, ListeningSocket};
use crate::listener::source::Source;
use crate::listener::tcp::{self, BoundPort};
#[cfg(unix)]
use crate::listener::unix::SocketPath;
use crate::listener::{BindError, BindMistake, ListenAddress, Listener};
use crate::settings::Settings;

/// Reserves the addresses and sockets of the settings, before clients can connect to them.
///
/// Ports are bound: a port on which another process listens is an error, and clients are refused until [`listen`](Self::listen).
/// The path of a unix socket is checked. Such errors are found before the rest of the program starts.
///
/// ```
/// use twinlane_server::{Reservation, Server, Settings};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let settings = Settings::new().port(0);
/// let reservation = Reservation::make(&settings).await?;
/// // Here a program connects to its databases.
/// let server = Server::from_listener(reservation.listen()?, &settings);
/// # let _ = server;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Reservation {
    ports: Vec<BoundPort>,
    #[cfg(unix)]
    inherited: Vec<ListeningSocket>,
    #[cfg(unix)]
    path: Option<SocketPath>,
    backlog: i32,
}

impl Reservation {
    /// Reserves the addresses and sockets of the settings.
    ///
    /// # Errors
    ///
    /// The addresses and sockets that cannot be listened on, each with its remedy.
    pub async fn make(settings: &Settings) -> Result<Self, BindError> {
        let mut mistakes = Vec::new();
        #[cfg(unix)]
        let (inherited, path) = of_unix(settings, &mut mistakes);
        #[cfg(unix)]
        let has_others = !inherited.is_empty() || path.is_some() || !mistakes.is_empty();
        #[cfg(not(unix))]
        let has_others = of_unix(settings, &mut mistakes);
        let ports = if settings.listens_on_tcp(has_others) {
            tcp::bind(settings, &mut mistakes).await
        } else {
            Vec::new()
        };
        BindError::unless_empty(mistakes)?;
        Ok(Self {
            ports,
            #[cfg(unix)]
            inherited,
            #[cfg(unix)]
            path,
            backlog: i32::try_from(settings.backlog).unwrap_or(i32::MAX),
        })
    }

    /// Returns the reserved addresses and sockets.
    pub fn addresses(&self) -> impl Iterator<Item = ListenAddress> {
        let ports = self.ports.iter().map(|port| port.place.clone());
        #[cfg(unix)]
        let ports = {
            let path = self.path.iter();
            let path = path.map(|path| ListenAddress::Unix(Some(path.path().to_owned())));
            let inherited = self.inherited.iter().map(|socket| socket.place.clone());
            ports.chain(inherited).chain(path)
        };
        ports
    }

    /// Starts to listen. Must be called in a runtime.
    ///
    /// # Errors
    ///
    /// The addresses and sockets that another process has taken in the meantime, or that the system refuses.
    pub fn listen(self) -> Result<Listener, BindError> {
        let (mut sources, mut mistakes) = (Vec::new(), Vec::new());
        for BoundPort { socket, place } in self.ports {
            let listening = socket.listen(self.backlog);
            let source = listening.and_then(|()| of_tcp(socket.into(), &place));
            match source {
                Ok(source) => sources.push(source),
                Err(error) => mistakes.push(BindMistake::of_listening(&place, error)),
            }
        }
        #[cfg(unix)]
        for socket in self.inherited {
            match of_inherited(socket) {
                Ok(source) => sources.push(source),
                Err(error) => mistakes.push(BindMistake::new(
                    "an inherited socket",
                    "mend the cause",
                    error,
                )),
            }
        }
        // The last, since it replaces a file.
        #[cfg(unix)]
        if let Some(path) = self.path.filter(|_| mistakes.is_empty()) {
            match of_path(path, self.backlog) {
                Ok(source) => sources.push(source),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        BindError::unless_empty(mistakes)?;
        Ok(Listener::of(sources))
    }
}

#[cfg(unix)]
fn of_unix(
    settings: &Settings,
    mistakes: &mut Vec<BindMistake>,
) -> (Vec<ListeningSocket>, Option<SocketPath>) {
    let inherited = inherited::adopt(&settings.fds, settings.listen_fds, mistakes);
    let path = settings.uds.as_ref().and_then(|path| {
        let path = SocketPath::check(path, settings.uds_mode);
        path.map_err(|mistake| mistakes.push(mistake)).ok()
    });
    (inherited, path)
}

#[cfg(not(unix))]
fn of_unix(settings: &Settings, mistakes: &mut Vec<BindMistake>) -> bool {
    let unsupported = || io::Error::from(io::ErrorKind::Unsupported);
    if let Some(path) = &settings.uds {
        let place = format!("unix socket {}", path.display());
        mistakes.push(BindMistake::new(place, "choose a `--port`", unsupported()));
    }
    for descriptor in &settings.fds {
        let place = format!("file descriptor {descriptor}");
        mistakes.push(BindMistake::new(place, "choose a `--port`", unsupported()));
    }
    !mistakes.is_empty()
}

pub(super) fn of_tcp(listener: std::net::TcpListener, place: &ListenAddress) -> io::Result<Source> {
    bound_unsent(&listener);
    let listener = TcpListener::from_std(listener)?;
    let address = listener.local_addr()?;
    let both_families = matches!(
        place,
        ListenAddress::Tcp {
            both_families: true,
            ..
        }
    );
    Ok(Source::Tcp {
        listener,
        address,
        both_families,
    })
}

/// Bounds what the system keeps of a response for a client that does not take it, which may be megabytes otherwise. Connections have it from
/// the socket that listens. Elsewhere the system decides.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn bound_unsent(listener: &std::net::TcpListener) {
    let _ = socket2::SockRef::from(listener).set_tcp_notsent_lowat(MOST_UNSENT);
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn bound_unsent(_: &std::net::TcpListener) {}

/// Bytes of a connection beyond those that are on their way to the client: a chunk of a file.
#[cfg(any(target_os = "linux", target_os = "android"))]
const MOST_UNSENT: u32 = 256 << 10;

#[cfg(unix)]
fn of_inherited(ListeningSocket { socket, place }: ListeningSocket) -> io::Result<Source> {
    if matches!(place, ListenAddress::Unix(_)) {
        return Ok(Source::Unix {
            file: None,
            listener: UnixListener::from_std(socket.into())?,
        });
    }
    of_tcp(socket.into(), &place)
}

#[cfg(unix)]
fn of_path(path: SocketPath, backlog: i32) -> Result<Source, BindMistake> {
    let place = ListenAddress::Unix(Some(path.path().to_owned()));
    let (socket, file) = path.listen(backlog)?;
    let listener = UnixListener::from_std(socket.into());
    let listener = listener.map_err(|error| BindMistake::of_listening(&place, error))?;
    Ok(Source::Unix {
        file: Some(file),
        listener,
    })
}
