//! Sockets that the process was started with: systemd's `LISTEN_FDS`, and descriptors by their number.

use std::fmt;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Mutex, PoisonError};

use listenfd::ListenFd;
use socket2::{Socket, Type};
use tracing::warn;

use crate::descriptor::Descriptor;
use crate::listener::{BindMistake, ListenAddress};

/// Takes the sockets in `LISTEN_FDS` that the process inherited, for [`Settings::listen_fds`](crate::Settings::listen_fds).
///
/// Call it first in `main`, before there are threads. It removes the variables, so that no child process uses the sockets.
/// `#[twinlane::main]` calls it. Without this call, the sockets are copied when the server listens. That needs Linux and the
/// system call `pidfd_getfd`. Sockets for another process (`LISTEN_PID`) are left alone.
pub fn take_inherited_sockets() {
    let mut taken = lock();
    if taken.is_none() && !Variables::read().are_absent() {
        *taken = Some(Inherited::taken_by(take));
    }
}

/// True if the process was started with sockets, and no server has them.
pub(crate) fn has_inherited_sockets() -> bool {
    match &*lock() {
        Some(inherited) => !inherited.sockets.is_empty(),
        None => matches!(Variables::read().check(), Ok(true)),
    }
}

/// The sockets that the process was started with, until a server has them.
static TAKEN: Mutex<Option<Inherited>> = Mutex::new(None);

fn lock() -> std::sync::MutexGuard<'static, Option<Inherited>> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Default)]
struct Inherited {
    sockets: Vec<InheritedSocket>,
    /// The variables mean nothing.
    mistake: Option<BindMistake>,
}

struct InheritedSocket {
    number: i32,
    name: Option<String>,
    /// The descriptor, of any kind: some may not be for this server.
    descriptor: io::Result<OwnedFd>,
}

/// A socket that listens.
#[derive(Debug)]
pub(super) struct ListeningSocket {
    pub(super) socket: Socket,
    pub(super) place: ListenAddress,
}

/// The sockets that these settings name, of those that the process was started with.
pub(super) fn adopt(
    chosen: &[Descriptor],
    listen_fds: bool,
    mistakes: &mut Vec<BindMistake>,
) -> Vec<ListeningSocket> {
    let mut inherited = Inherited::default();
    if listen_fds || !chosen.is_empty() {
        inherited = lock()
            .replace(Inherited::default())
            .unwrap_or_else(|| Inherited::taken_by(copy));
        mistakes.extend(inherited.mistake.take());
    } else if lock()
        .as_ref()
        .is_some_and(|taken| !taken.sockets.is_empty())
    {
        warn!(
            "sockets were handed over (LISTEN_FDS), and nobody accepts their connections: `Settings::listen_fds` serves them"
        );
    }
    let sockets = if chosen.is_empty() {
        inherited.sockets
    } else {
        inherited.choose(chosen, mistakes)
    };
    let mut listening = Vec::new();
    for InheritedSocket {
        number,
        name,
        descriptor,
    } in sockets
    {
        match descriptor.and_then(check) {
            Ok(socket) => listening.push(socket),
            Err(error) => {
                let name = name.map_or_else(String::new, |name| format!(" ({name})"));
                let place = format!("file descriptor {number}{name}");
                mistakes.push(BindMistake::new(place, HAND_OVER, error));
            }
        }
    }
    listening
}

const HAND_OVER: &str = "hand over a socket that listens, of TCP or a unix stream socket, as systemd's `ListenStream=` does, and name it in `--fd`";

impl Inherited {
    /// The sockets that the variables announce.
    fn taken_by(take: fn(&Variables) -> Vec<InheritedSocket>) -> Self {
        let variables = Variables::read();
        match variables.check() {
            Ok(true) => Self {
                sockets: take(&variables),
                mistake: None,
            },
            Ok(false) => Self::default(),
            Err(mistake) => Self {
                sockets: Vec::new(),
                mistake: Some(mistake),
            },
        }
    }

    /// Says what it leaves: clients of such a socket are accepted by nobody.
    fn choose(
        mut self,
        chosen: &[Descriptor],
        mistakes: &mut Vec<BindMistake>,
    ) -> Vec<InheritedSocket> {
        let mut found = Vec::new();
        for descriptor in chosen {
            let is_it = |socket: &mut InheritedSocket| match descriptor {
                Descriptor::Number(number) => socket.number == *number,
                Descriptor::Name(name) => socket.name.as_ref() == Some(name),
            };
            let before = found.len();
            found.extend(self.sockets.extract_if(.., is_it));
            let is_new = found.len() == before;
            match descriptor {
                Descriptor::Number(number) if is_new => {
                    if found.iter().any(|socket| socket.number == *number) {
                        continue;
                    }
                    found.push(InheritedSocket {
                        number: *number,
                        name: None,
                        descriptor: copy_of(*number),
                    });
                }
                Descriptor::Name(name) if is_new => {
                    if found
                        .iter()
                        .any(|socket| socket.name.as_ref() == Some(name))
                    {
                        continue;
                    }
                    mistakes.push(BindMistake::because(
                        format!("file descriptor {name}"),
                        "choose a number, or a name of LISTEN_FDNAMES, for `--fd`",
                        &format!("no socket of this name was handed over: {}", self.names()),
                    ));
                }
                _ => {}
            }
        }
        for socket in &self.sockets {
            warn!(
                "file descriptor {socket} was handed over (LISTEN_FDS), and `--fd` does not name it: nobody accepts its connections"
            );
        }
        found
    }

    fn names(&self) -> String {
        let names: Vec<_> = self.sockets.iter().map(ToString::to_string).collect();
        if names.is_empty() {
            return "none is left".to_owned();
        }
        format!("there is {}", names.join(", "))
    }
}

/// Its number and its name.
impl fmt::Display for InheritedSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number)?;
        match &self.name {
            Some(name) => write!(f, " ({name})"),
            None => Ok(()),
        }
    }
}

/// The words of the variables, see `sd_listen_fds(3)`.
struct Variables {
    count: Option<String>,
    process: Option<String>,
    names: Option<String>,
    first: Option<String>,
}

impl Variables {
    fn read() -> Self {
        let variable = |name| {
            let value = std::env::var_os(name).filter(|value| !value.is_empty());
            value.map(|value| value.to_string_lossy().into_owned())
        };
        Self {
            count: variable("LISTEN_FDS"),
            process: variable("LISTEN_PID"),
            names: variable("LISTEN_FDNAMES"),
            first: variable("LISTEN_FDS_FIRST_FD"),
        }
    }

    fn are_absent(&self) -> bool {
        self.count.is_none()
    }

    /// True if sockets are announced to this process. A program that is no service manager may leave the process out.
    ///
    /// # Errors
    ///
    /// The variables have no meaning.
    fn check(&self) -> Result<bool, BindMistake> {
        let (Some(count), process) = (&self.count, &self.process) else {
            return Ok(false);
        };
        if process
            .as_ref()
            .is_some_and(|process| *process != std::process::id().to_string())
        {
            return Ok(false);
        }
        let is_count = count.parse().is_ok_and(|count: usize| count <= MOST);
        let first = self.first.as_ref();
        if is_count
            && first.is_none_or(|first| {
                first
                    .parse()
                    .is_ok_and(|first: i32| first > 2 && first < FARTHEST)
            })
        {
            return Ok(true);
        }
        Err(BindMistake::because(
            "the sockets of LISTEN_FDS",
            "set it to their number, or unset it",
            &format!("`{count}` is no number of sockets up to {MOST}"),
        ))
    }

    fn numbers(&self) -> impl Iterator<Item = (i32, Option<String>)> {
        let number = |text: Option<&String>, default| {
            text.and_then(|text| text.parse().ok()).unwrap_or(default)
        };
        let first = number(self.first.as_ref(), 3);
        let count = number(self.count.as_ref(), 0);
        let names = self.names.as_deref().unwrap_or_default().split(':');
        let names = names.map(|name| {
            Some(name)
                .filter(|name| !name.is_empty())
                .map(ToOwned::to_owned)
        });
        let names: Vec<_> = names.collect();
        (0..count).map(move |at| {
            let name = usize::try_from(at)
                .ok()
                .and_then(|at| names.get(at).cloned());
            (first + at, name.flatten())
        })
    }
}

const MOST: usize = 1024;
const FARTHEST: i32 = 1 << 20;

/// Takes what the variables announce, and removes them.
fn take(variables: &Variables) -> Vec<InheritedSocket> {
    let mut handed = ListenFd::from_env();
    let all = variables.numbers().enumerate();
    all.map(|(at, (number, name))| {
        let tcp = handed
            .take_tcp_listener(at)
            .ok()
            .flatten()
            .map(OwnedFd::from);
        let socket = tcp.map_or_else(
            || Ok(handed.take_unix_listener(at)?.map(OwnedFd::from)),
            |tcp| Ok(Some(tcp)),
        );
        let descriptor = socket
            .and_then(|socket| socket.ok_or_else(|| io::Error::other("it was taken already")));
        InheritedSocket {
            number,
            name,
            descriptor,
        }
    })
    .collect()
}

/// Copies what the variables announce.
fn copy(variables: &Variables) -> Vec<InheritedSocket> {
    let all = variables.numbers().map(|(number, name)| InheritedSocket {
        number,
        name,
        descriptor: copy_of(number),
    });
    all.collect()
}

/// A copy of a descriptor of this process. Safe code has no other way to one that it knows by its number.
fn copy_of(number: i32) -> io::Result<OwnedFd> {
    match number {
        0 => io::stdin().as_fd().try_clone_to_owned(),
        1 => io::stdout().as_fd().try_clone_to_owned(),
        2 => io::stderr().as_fd().try_clone_to_owned(),
        number => copy_of_any(number),
    }
}

#[cfg(target_os = "linux")]
fn copy_of_any(number: i32) -> io::Result<OwnedFd> {
    use rustix::io::Errno;
    use rustix::process::{PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};

    let copied = pidfd_open(getpid(), PidfdFlags::empty())
        .and_then(|process| pidfd_getfd(process, number, PidfdGetfdFlags::empty()));
    copied.map_err(|error| match error {
        Errno::PERM | Errno::NOSYS | Errno::ACCESS => io::Error::new(
            error.kind(),
            format!("this system forbids `pidfd_getfd` ({error}): announce it by LISTEN_FDS to a `#[twinlane::main]`, or hand it over as 0"),
        ),
        error => error.into(),
    })
}

#[cfg(not(target_os = "linux"))]
fn copy_of_any(_: i32) -> io::Result<OwnedFd> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        "announce it by LISTEN_FDS to a `#[twinlane::main]`, or hand it over as 0",
    ))
}

/// # Errors
///
/// Nobody can connect to it.
fn check(descriptor: OwnedFd) -> io::Result<ListeningSocket> {
    let socket = Socket::from(descriptor);
    let wrong = |what| Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    if socket.r#type()? != Type::STREAM {
        return wrong("it is no stream socket");
    }
    let address = socket.local_addr()?;
    if address.as_socket().is_none() && !address.is_unix() {
        return wrong("it is a socket neither of TCP nor of this machine");
    }
    // Others cannot tell.
    #[cfg(target_os = "linux")]
    if !socket.is_listener()? {
        return wrong("it is a socket, and does not listen");
    }
    socket.set_nonblocking(true)?;
    let place = match address.as_socket() {
        Some(address) => ListenAddress::Tcp {
            address,
            both_families: address.is_ipv6()
                && address.ip().is_unspecified()
                && !socket.only_v6()?,
        },
        None => ListenAddress::Unix(address.as_pathname().map(std::path::Path::to_owned)),
    };
    Ok(ListeningSocket { socket, place })
}
