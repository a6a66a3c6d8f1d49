//! Unix sockets: a file that clients connect to.

use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use socket2::{Domain, SockAddr, Socket, Type};

use crate::listener::BindMistake;

/// The path of a socket that can be made: nothing is there, or a socket on which nobody listens.
#[derive(Debug)]
pub(super) struct SocketPath {
    path: PathBuf,
    /// The mode of the socket.
    mode: u32,
}

/// A socket with its file, which is removed when this is dropped, unless somebody else has put another in its place.
#[derive(Debug)]
pub(super) struct SocketFile {
    path: PathBuf,
    /// The file has them as long as the socket is open.
    device_and_inode: (u64, u64),
}

impl SocketPath {
    /// Looks at what is there, and changes nothing.
    ///
    /// # Errors
    ///
    /// No socket can be made there.
    pub(super) fn check(path: &Path, mode: Option<u32>) -> Result<Self, BindMistake> {
        let fails = |advice: &str, source| Err(BindMistake::new(place(path), advice, source));
        // The working directory may be another one at the end.
        let path = match std::path::absolute(path) {
            Ok(absolute) => absolute,
            Err(error) => return fails("choose another `--uds`", error),
        };
        if let Err(error) = SockAddr::unix(&path) {
            return fails("choose a shorter `--uds`: 107 bytes at most", error);
        }
        let there = match fs::symlink_metadata(&path) {
            Ok(there) => Some(there),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return fails(advice_of(&error), error),
        };
        let folder = path.parent().unwrap_or(&path);
        if there.is_none()
            && let Err(error) = fs::metadata(folder)
        {
            return fails("make the folder, or choose another `--uds`", error);
        }
        if let Some(there) = &there {
            refuse_what_is_there(&path, there)?;
        }
        let mode = mode.or_else(|| there.map(|there| there.mode() & 0o777));
        let mode = mode.unwrap_or(UVICORNS_MODE);
        Ok(Self { path, mode })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the socket, and listens.
    ///
    /// # Errors
    ///
    /// Something has changed since the check.
    pub(super) fn listen(self, backlog: i32) -> Result<(Socket, SocketFile), BindMistake> {
        // Of two programs that start at once, the second finds the first listening.
        let turn = Turn::wait(&self.path);
        let _turn =
            turn.map_err(|error| BindMistake::new(place(&self.path), advice_of(&error), error))?;
        // The first check may be long ago.
        let Self { path, mode } = Self::check(&self.path, Some(self.mode))?;
        let listen = || {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
            socket.set_nonblocking(true)?;
            socket.bind(&SockAddr::unix(&path)?)?;
            let there = fs::symlink_metadata(&path)?;
            let file = SocketFile {
                path: path.clone(),
                device_and_inode: (there.dev(), there.ino()),
            };
            // Before it listens: until now nobody could connect.
            fs::set_permissions(&path, Permissions::from_mode(mode))?;
            socket.listen(backlog)?;
            Ok((socket, file))
        };
        listen().map_err(|error| BindMistake::new(place(&path), advice_of(&error), error))
    }
}

impl SocketFile {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        // Another program may be about to put its own there. Without a turn it is removed all the same.
        let _turn = Turn::wait(&self.path);
        let is_ours = |there: &Metadata| (there.dev(), there.ino()) == self.device_and_inode;
        if fs::symlink_metadata(&self.path).is_ok_and(|there| is_ours(&there)) {
            // Somebody may have been faster.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The turn of one program to look at a path and to put its socket there, until this is dropped.
struct Turn {
    path: PathBuf,
    /// `None`: files cannot be locked in this folder.
    file: Option<File>,
}

impl Turn {
    fn wait(of: &Path) -> io::Result<Self> {
        let mut name = OsString::from(".");
        name.push(of.file_name().unwrap_or_default());
        name.push(".lock");
        let path = of.with_file_name(name);
        for _ in 0..MOST_TURNS {
            let file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)?;
            match file.lock() {
                Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                    return Ok(Self { path, file: None });
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                locked => locked?,
            }
            // The last holder has removed the file: another program may have made a new one.
            let (ours, there) = (file.metadata()?, fs::symlink_metadata(&path));
            let is_same = |there: Metadata| (there.dev(), there.ino()) == (ours.dev(), ours.ino());
            if there.is_ok_and(is_same) {
                let file = Some(file);
                return Ok(Self { path, file });
            }
        }
        let path = path.display();
        Err(io::Error::other(format!(
            "{path} is no file that can be locked"
        )))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // While it is locked: it is ours.
        if self.file.is_some() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A link in the place of the file is never the file that is open.
const MOST_TURNS: usize = 1000;

/// Everybody may connect; the folder can be for some alone.
const UVICORNS_MODE: u32 = 0o666;

fn place(path: &Path) -> String {
    format!("unix socket {}", path.display())
}

/// # Errors
///
/// The file at the path may not be replaced.
fn refuse_what_is_there(path: &Path, there: &Metadata) -> Result<(), BindMistake> {
    let refused = |advice, reason| Err(BindMistake::because(place(path), advice, reason));
    if !there.file_type().is_socket() {
        return refused(
            "remove what is there, or choose another `--uds`",
            "it is there, and no socket",
        );
    }
    let in_use = "stop the program that listens there, or choose another `--uds`";
    match connect(path) {
        Ok(()) => refused(in_use, "a program listens there"),
        Err(error) => match error.kind() {
            // Nobody listens any more.
            io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound => Ok(()),
            // The queue of the socket is full.
            io::ErrorKind::WouldBlock => refused(in_use, "a program listens there"),
            _ => Err(BindMistake::new(
                place(path),
                "remove the socket that is there, or choose another `--uds`",
                error,
            )),
        },
    }
}

fn connect(path: &Path) -> io::Result<()> {
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    socket.connect(&SockAddr::unix(path)?)
}

fn advice_of(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            "stop the program that listens there, or choose another `--uds`"
        }
        io::ErrorKind::PermissionDenied => {
            "let this user write to the folder, or choose another `--uds`"
        }
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            "make the folder, or choose another `--uds`"
        }
        _ => "choose another `--uds`, or mend the cause",
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;
    use std::sync::Barrier;
    use std::thread;

    use super::*;

    /// The socket of a program that was killed is there.
    #[test]
    fn of_programs_that_start_at_once_one_listens() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.sock");
        for round in 0..50 {
            drop(UnixListener::bind(&path).unwrap());
            let (checked, begin) = (SocketPath::check, Barrier::new(8));
            let start = || {
                let socket = checked(&path, None).unwrap();
                begin.wait();
                socket.listen(128)
            };
            let ended: Vec<_> = thread::scope(|scope| {
                let all: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
                all.into_iter().map(|one| one.join().unwrap()).collect()
            });
            let listening = ended.iter().filter(|one| one.is_ok()).count();
            assert_eq!(listening, 1, "{round}");
            assert!(connect(&path).is_ok(), "{round}");
            drop(ended);
            let left = fs::read_dir(folder.path()).unwrap().count();
            assert_eq!(left, 0, "{round}: nothing is left behind");
        }
    }
}
