//! The directory that is served, from which nothing outside of it is opened.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::name::FileName;
use crate::embedded::Embedded;
use crate::file::OpenFile;

/// The place of the files.
#[derive(Debug, Clone)]
pub(super) enum Root {
    Disk(PathBuf),
    Embedded(Embedded),
}

impl Root {
    /// The end of a name below it. `None`: nothing, or something outside of it.
    pub(super) fn open(
        &self,
        name: &FileName,
        follows_symlinks: bool,
    ) -> io::Result<Option<Entry>> {
        match self {
            Self::Disk(path) => Directory::new(path, follows_symlinks).open(name.as_path()),
            Self::Embedded(embedded) => Ok(match embedded.get(name.as_str()) {
                Some(file) => Some(Entry::File(OpenFile::Embedded(file))),
                None => embedded
                    .is_directory(name.as_str())
                    .then_some(Entry::Directory),
            }),
        }
    }

    /// True if a file has this path.
    pub(super) fn has(&self, path: &str) -> bool {
        match self {
            Self::Disk(root) => root.join(path).is_file(),
            Self::Embedded(embedded) => embedded.get(path).is_some(),
        }
    }

    pub(super) fn as_path(&self) -> &Path {
        match self {
            Self::Disk(path) => path,
            Self::Embedded(embedded) => Path::new(embedded.directory()),
        }
    }
}

/// A directory, as long as one request looks into it: what takes its place meanwhile is for the next.
struct Directory<'a> {
    path: &'a Path,
    follows_symlinks: bool,
}

/// The thing that a path leads to.
pub(super) enum Entry {
    File(OpenFile),
    Directory,
    /// A socket, a pipe, a device: nothing to send.
    Other,
}

impl<'a> Directory<'a> {
    fn new(path: &'a Path, follows_symlinks: bool) -> Self {
        Self {
            path,
            follows_symlinks,
        }
    }

    /// The end of a path below it. `None`: nothing, or something outside of it.
    fn open(&self, below: &Path) -> io::Result<Option<Entry>> {
        match self.opened(below) {
            Ok(entry) => Ok(entry),
            Err(error) if leads_nowhere(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn opened(&self, below: &Path) -> io::Result<Option<Entry>> {
        #[cfg(target_os = "linux")]
        if let Some(file) = linux::open(self.path, below, self.follows_symlinks)? {
            return Entry::of(file).map(Some);
        }
        self.opened_anywhere(below)
    }

    /// The same, as every system can: where a path leads is asked for first.
    fn opened_anywhere(&self, below: &Path) -> io::Result<Option<Entry>> {
        let mut path = self.path.join(below);
        if !self.follows_symlinks {
            let root = self.path.canonicalize()?;
            path = path.canonicalize()?;
            let Ok(resolved) = path.strip_prefix(&root) else {
                return Ok(None);
            };
            #[cfg(target_os = "linux")]
            if let Some(file) = linux::open_resolved(&root, resolved)? {
                return Entry::of(file).map(Some);
            }
            #[cfg(not(target_os = "linux"))]
            let _ = resolved;
        }
        // Looked at before it is opened: to open a pipe is to wait for who writes into it.
        let metadata = fs::metadata(&path)?;
        if !metadata.is_file() {
            return Ok(Some(Entry::not_file(metadata.is_dir())));
        }
        Entry::of(File::open(&path)?).map(Some)
    }
}

impl Entry {
    fn of(file: File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(if metadata.is_file() {
            Self::File(OpenFile::on_disk(file, &metadata))
        } else {
            Self::not_file(metadata.is_dir())
        })
    }

    fn not_file(is_directory: bool) -> Self {
        if is_directory {
            Self::Directory
        } else {
            Self::Other
        }
    }
}

/// True if a path leads to nothing: nothing is there, a part of it is a file, a link leads to itself, or a name is longer than names can be.
fn leads_nowhere(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, InvalidInput, NotADirectory, NotFound};

    let nothing = [NotFound, NotADirectory, InvalidFilename, InvalidInput];
    nothing.contains(&error.kind()) || is_loop(error)
}

#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(not(unix))]
fn is_loop(_: &io::Error) -> bool {
    false
}

#[cfg(target_os = "linux")]
mod linux {
    //! Linux opens a path and sees to it that it stays below a directory, in one call.

    use std::fs::File;
    use std::io;
    use std::os::fd::OwnedFd;
    use std::path::Path;

    use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat, openat2};
    use rustix::io::Errno;

    /// `None`: the kernel cannot say, or a link is absolute, which may lead back into the directory.
    pub(super) fn open(
        root: &Path,
        below: &Path,
        follows_symlinks: bool,
    ) -> io::Result<Option<File>> {
        let root = openat(CWD, root, DIRECTORY, Mode::empty())?;
        opened(if follows_symlinks {
            openat(root, below, FLAGS, Mode::empty())
        } else {
            openat2(root, below, FLAGS, Mode::empty(), ResolveFlags::BENEATH)
        })
    }

    /// Opens a path in which no link is left: one that has come to be there since is not followed. `None`: the kernel cannot say.
    pub(super) fn open_resolved(root: &Path, resolved: &Path) -> io::Result<Option<File>> {
        let root = openat(CWD, root, DIRECTORY, Mode::empty())?;
        let resolved = if resolved.as_os_str().is_empty() {
            Path::new(".")
        } else {
            resolved
        };
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        opened(openat2(root, resolved, FLAGS, Mode::empty(), resolve))
    }

    /// A pipe is opened at once, and a terminal does not become that of this process.
    const FLAGS: OFlags = OFlags::RDONLY
        .union(OFlags::CLOEXEC)
        .union(OFlags::NONBLOCK)
        .union(OFlags::NOCTTY);

    const DIRECTORY: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

    fn opened(file: Result<OwnedFd, Errno>) -> io::Result<Option<File>> {
        match file {
            Ok(file) => Ok(Some(file.into())),
            Err(Errno::XDEV | Errno::NOSYS | Errno::PERM | Errno::AGAIN) => Ok(None),
            // A socket cannot be opened.
            Err(Errno::NXIO) => Err(io::ErrorKind::NotFound.into()),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of what a path leads to.
    fn read(found: io::Result<Option<Entry>>) -> Option<String> {
        match found.unwrap()? {
            Entry::File(OpenFile::Disk { file, .. }) => Some(io::read_to_string(file).unwrap()),
            Entry::File(OpenFile::Embedded(_)) => panic!("it is on the disk"),
            Entry::Directory => Some("(directory)".to_owned()),
            Entry::Other => Some("(other)".to_owned()),
        }
    }

    /// Both ways of opening, which say the same.
    fn found(directory: &Directory<'_>, below: &str) -> Option<String> {
        let below = Path::new(below);
        let one = read(directory.open(below));
        let anywhere = match directory.opened_anywhere(below) {
            Err(error) if leads_nowhere(&error) => Ok(None),
            found => found,
        };
        assert_eq!(one, read(anywhere), "{}", below.display());
        one
    }

    #[cfg(unix)]
    #[test]
    fn nothing_outside_is_opened() {
        use std::os::unix::fs::symlink;

        let top = tempfile::tempdir().unwrap();
        let root = top.path().join("static");
        fs::create_dir_all(root.join("css")).unwrap();
        fs::write(top.path().join("secret"), "secret").unwrap();
        fs::write(root.join("a.txt"), "a").unwrap();
        fs::write(root.join("css/b.css"), "b").unwrap();
        symlink("../secret", root.join("out")).unwrap();
        symlink(top.path(), root.join("up")).unwrap();
        symlink("css/../a.txt", root.join("within")).unwrap();
        symlink(root.join("css/b.css"), root.join("absolute")).unwrap();
        symlink("loop", root.join("loop")).unwrap();
        symlink("nothing", root.join("dangling")).unwrap();
        std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();

        let directory = Directory::new(&root, false);
        for (below, text) in [
            ("a.txt", Some("a")),
            ("css/b.css", Some("b")),
            ("within", Some("a")),
            ("absolute", Some("b")),
            ("css", Some("(directory)")),
            (".", Some("(directory)")),
            ("out", None),
            ("up/secret", None),
            ("up/static/a.txt", Some("a")),
            ("../secret", None),
            ("loop", None),
            ("dangling", None),
            ("a.txt/b", None),
            ("nothing", None),
        ] {
            assert_eq!(found(&directory, below).as_deref(), text, "{below}");
        }
        assert_eq!(found(&directory, &"x".repeat(300)), None);

        let following = Directory::new(&root, true);
        for directory in [&directory, &following] {
            let socket = read(directory.open(Path::new("socket")));
            assert!(socket.is_none_or(|socket| socket == "(other)"));
        }
        for (below, text) in [("out", "secret"), ("up/secret", "secret"), ("within", "a")] {
            assert_eq!(found(&following, below).as_deref(), Some(text), "{below}");
        }
    }
}
