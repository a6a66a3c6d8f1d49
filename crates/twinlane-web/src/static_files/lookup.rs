//! The file that answers a request, found and opened in one go, in a thread.

use std::io;
use std::path::PathBuf;

use super::directory::{Directory, Entry};
use super::encodings::{Accepted, Encoding};
use super::name::FileName;
use crate::file::OpenFile;

/// The rules of a search.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lookup {
    pub(super) html: bool,
    pub(super) follows_symlinks: bool,
    pub(super) dotfiles: bool,
    pub(super) precompressed: bool,
}

/// The file that a request asks for.
pub(super) struct Wanted {
    pub(super) root: PathBuf,
    /// `None`: the path names nothing that may be sent.
    pub(super) name: Option<FileName>,
    pub(super) has_slash: bool,
    pub(super) accepted: Accepted,
    /// True if all of it will be sent.
    pub(super) reads_ahead: bool,
}

/// The end of a search.
pub(super) enum Found {
    File(FoundFile),
    /// The page that says that there is no such file.
    Page(FoundFile),
    /// A directory that has a page, asked for without the slash at its end.
    Directory,
    Nothing,
}

/// A file to answer with.
pub(super) struct FoundFile {
    pub(super) opened: OpenFile,
    /// Its path in the directory; of one that was compressed, the path of what it was made of.
    pub(super) name: String,
    pub(super) encoding: Option<Encoding>,
}

impl Lookup {
    pub(super) fn find(self, wanted: &Wanted) -> io::Result<Found> {
        let directory = Directory::new(&wanted.root, self.follows_symlinks);
        if let Some(name) = &wanted.name {
            match self.open(&directory, name, wanted)? {
                Opened::File(file) => return Ok(Found::File(file)),
                Opened::Directory if self.html => {
                    let index = self.open(&directory, &name.index(), wanted)?;
                    match index {
                        Opened::File(_) if !wanted.has_slash => return Ok(Found::Directory),
                        Opened::File(file) => return Ok(Found::File(file)),
                        Opened::Directory | Opened::Nothing => {}
                    }
                }
                Opened::Directory | Opened::Nothing => {}
            }
        }
        if self.html
            && let Opened::File(page) = self.open(&directory, &FileName::not_found(), wanted)?
        {
            return Ok(Found::Page(page));
        }
        Ok(Found::Nothing)
    }

    /// The file of a name, or the one beside it that was compressed.
    fn open(
        self,
        directory: &Directory<'_>,
        name: &FileName,
        wanted: &Wanted,
    ) -> io::Result<Opened> {
        let mut found = match directory.open(name.as_path())? {
            Some(Entry::File(opened)) => FoundFile {
                opened,
                name: name.as_str().to_owned(),
                encoding: None,
            },
            Some(Entry::Directory) => return Ok(Opened::Directory),
            Some(Entry::Other) | None => return Ok(Opened::Nothing),
        };
        if self.precompressed {
            for encoding in wanted.accepted.iter() {
                let beside = name.with_ending(encoding.ending());
                if let Some(Entry::File(opened)) = directory.open(beside.as_path())? {
                    found.opened = opened;
                    found.encoding = Some(encoding);
                    break;
                }
            }
        }
        if wanted.reads_ahead {
            found.opened.read_ahead()?;
        }
        Ok(Opened::File(found))
    }
}

/// The end of a search for one name.
enum Opened {
    File(FoundFile),
    Directory,
    Nothing,
}
