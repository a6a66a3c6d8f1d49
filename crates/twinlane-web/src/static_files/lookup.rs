//! The file that answers a request, found and opened.

use std::io;

use super::directory::{Entry, Root};
use super::encodings::{Accepted, Encoding};
use super::name::FileName;
use crate::file::OpenFile;

/// The rules of a search.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lookup {
    pub(super) pages: Pages,
    pub(super) follows_symlinks: bool,
    pub(super) dotfiles: bool,
    pub(super) precompressed: bool,
}

/// The pages that answer for other paths than their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Pages {
    #[default]
    None,
    /// Of directories, and one for what is not there: Starlette's `html`.
    Html,
    /// Of directories, and what a frontend answers for its own paths.
    Frontend(Fallback),
}

/// The response of a frontend for a path that no file has. The path may be a page of the frontend in the browser.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fallback {
    /// `404.html` with the status 404 if it exists; otherwise `index.html` if it exists, as for [`IndexHtml`](Self::IndexHtml).
    #[default]
    Auto,
    /// `index.html`, if the client asks for a page: `Accept` names `text/html` or `application/xhtml+xml`.
    IndexHtml,
    /// `404.html`, with the status 404.
    NotFoundHtml,
    /// No page: the 404 of the application.
    Nothing,
}

/// The file that a request asks for.
pub(super) struct Wanted {
    /// `None`: the path names nothing that may be sent.
    pub(super) name: Option<FileName>,
    pub(super) has_slash: bool,
    /// True if the client takes a page.
    pub(super) takes_page: bool,
    pub(super) accepted: Accepted,
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
    /// True if it answers for a path of the browser's, to who asks for a page alone.
    pub(super) is_for_pages: bool,
}

impl Lookup {
    /// The file that a decoded path names.
    pub(super) fn name(self, path: &str) -> Option<FileName> {
        // The route was found by the path as it is: that of another frontend, with dependencies, may be meant.
        let is_frontend = matches!(self.pages, Pages::Frontend(_));
        if is_frontend && !FileName::is_plain(path) {
            return None;
        }
        FileName::parse(path, self.dotfiles)
    }

    pub(super) fn find(self, root: &Root, wanted: &Wanted) -> io::Result<Found> {
        if let Some(name) = &wanted.name {
            match self.open(root, name, wanted)? {
                Opened::File(file) => return Ok(Found::File(file)),
                Opened::Directory if self.pages != Pages::None => {
                    let index = self.open(root, &name.index(), wanted)?;
                    match index {
                        Opened::File(_) if !wanted.has_slash => return Ok(Found::Directory),
                        Opened::File(file) => return Ok(Found::File(file)),
                        Opened::Directory | Opened::Nothing => {}
                    }
                }
                Opened::Directory | Opened::Nothing => {}
            }
        }
        self.page(root, wanted)
    }

    /// The page for a path that no file has.
    fn page(self, root: &Root, wanted: &Wanted) -> io::Result<Found> {
        let (not_found, index) = match self.pages {
            Pages::None | Pages::Frontend(Fallback::Nothing) => (false, false),
            Pages::Html | Pages::Frontend(Fallback::NotFoundHtml) => (true, false),
            Pages::Frontend(Fallback::IndexHtml) => (false, wanted.takes_page),
            Pages::Frontend(Fallback::Auto) => (true, wanted.takes_page),
        };
        if not_found && let Opened::File(page) = self.open(root, &FileName::not_found(), wanted)? {
            return Ok(Found::Page(page));
        }
        if index && let Opened::File(page) = self.open(root, &FileName::top(), wanted)? {
            return Ok(Found::File(FoundFile {
                is_for_pages: true,
                ..page
            }));
        }
        Ok(Found::Nothing)
    }

    /// True if a file, or the page of a directory, has the path.
    pub(super) fn has(self, root: &Root, wanted: &Wanted) -> io::Result<bool> {
        let found = Self {
            pages: Pages::Frontend(Fallback::Nothing),
            ..self
        };
        Ok(!matches!(found.find(root, wanted)?, Found::Nothing))
    }

    /// The file of a name, or the one beside it that was compressed.
    fn open(self, root: &Root, name: &FileName, wanted: &Wanted) -> io::Result<Opened> {
        let open = |name: &FileName| root.open(name, self.follows_symlinks);
        let mut found = match open(name)? {
            Some(Entry::File(opened)) => FoundFile {
                opened,
                name: name.as_str().to_owned(),
                encoding: None,
                is_for_pages: false,
            },
            Some(Entry::Directory) => return Ok(Opened::Directory),
            Some(Entry::Other) | None => return Ok(Opened::Nothing),
        };
        if self.precompressed {
            for encoding in wanted.accepted.iter() {
                let beside = name.with_ending(encoding.ending());
                if let Some(Entry::File(opened)) = readable(open(&beside))? {
                    found.opened = opened;
                    found.encoding = Some(encoding);
                    break;
                }
            }
        }
        Ok(Opened::File(found))
    }
}

/// A file that was compressed, unless this program may not read it.
fn readable(found: io::Result<Option<Entry>>) -> io::Result<Option<Entry>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(None),
        found => found,
    }
}

/// The end of a search for one name.
enum Opened {
    File(FoundFile),
    Directory,
    Nothing,
}
