//! The name of a file, below the directory that is served.

use std::path::{Component, Path};

/// A path with no way out of its directory: names alone, with one slash between two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileName(String);

/// The directory of RFC 8615, which is made to be read.
const WELL_KNOWN: &str = ".well-known";

impl FileName {
    /// The file that a decoded path names. `None`: it names none, wherever it is.
    ///
    /// `.` and `..` are resolved by the path alone, as in Starlette; what leads out of the directory names nothing.
    pub(super) fn parse(path: &str, dotfiles: bool) -> Option<Self> {
        let mut names: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    names.pop()?;
                }
                _ if !is_name(part) => return None,
                _ => names.push(part),
            }
        }
        let is_hidden = |(place, name): (usize, &&str)| {
            name.starts_with('.') && !(place == 0 && *name == WELL_KNOWN)
        };
        if !dotfiles && (names.iter().enumerate().any(is_hidden) || may_be_short(&names)) {
            return None;
        }
        Some(Self(names.join("/")))
    }

    /// True if no part of a path is resolved or left out. It may begin and end with a slash.
    pub(super) fn is_plain(path: &str) -> bool {
        let path = path.strip_prefix('/').unwrap_or(path);
        let path = path.strip_suffix('/').unwrap_or(path);
        path.is_empty() || path.split('/').all(|part| !matches!(part, "" | "." | ".."))
    }

    /// The page of a directory.
    pub(super) fn index(&self) -> Self {
        match &*self.0 {
            "" => Self::top(),
            directory => Self([directory, "/index.html"].concat()),
        }
    }

    /// The page of the directory that is served.
    pub(super) fn top() -> Self {
        Self("index.html".to_owned())
    }

    /// The page that says that a file is not there.
    pub(super) fn not_found() -> Self {
        Self("404.html".to_owned())
    }

    /// The file beside it whose name is this much longer.
    pub(super) fn with_ending(&self, ending: &str) -> Self {
        Self([&self.0, ending].concat())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The path, which is the directory itself if no file is named.
    pub(super) fn as_path(&self) -> &Path {
        Path::new(if self.0.is_empty() { "." } else { &self.0 })
    }
}

/// True if Windows may know a name by its short form, `GIT~1` for `.git`.
fn may_be_short(names: &[&str]) -> bool {
    cfg!(windows) && names.iter().any(|name| name.contains('~'))
}

/// True if the file system takes it as one name: Windows has drives, streams and another separator, and leaves out a dot or a space at the end.
fn is_name(part: &str) -> bool {
    let mut components = Path::new(part).components();
    let is_one = matches!(components.next(), Some(Component::Normal(name)) if name == part)
        && components.next().is_none();
    is_one
        && !part.contains('\0')
        && !(cfg!(windows) && (part.contains(':') || part.ends_with(['.', ' '])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(path: &str, dotfiles: bool) -> Option<String> {
        FileName::parse(path, dotfiles).map(|name| name.0)
    }

    #[test]
    fn a_path_names_a_file_below_the_directory() {
        for (path, name) in [
            ("", Some("")),
            ("/", Some("")),
            ("/a.txt", Some("a.txt")),
            ("/a.txt/", Some("a.txt")),
            ("//css//./site.css", Some("css/site.css")),
            ("/css/../a.txt", Some("a.txt")),
            ("/css/..", Some("")),
            ("/..", None),
            ("/../static/a.txt", None),
            ("/css/../../a.txt", None),
            ("/a\0.txt", None),
            ("/caf\u{e9} 1.txt", Some("caf\u{e9} 1.txt")),
        ] {
            assert_eq!(parsed(path, false).as_deref(), name, "{path}");
        }
    }

    #[test]
    fn a_plain_path_is_resolved_by_nobody() {
        for path in ["", "/", "/a", "a/b.txt", "/a/b/"] {
            assert!(FileName::is_plain(path), "{path}");
        }
        for path in ["//a", "/a//b", "/./a", "/a/..", "a/../b", "/a//"] {
            assert!(!FileName::is_plain(path), "{path}");
        }
    }

    #[test]
    fn what_begins_with_a_dot_is_hidden() {
        for path in [
            "/.env",
            "/.git/config",
            "/a/.b",
            "/a/.well-known/x",
            "/.well-known/.x",
        ] {
            assert_eq!(parsed(path, false), None, "{path}");
            assert_eq!(parsed(path, true).as_deref(), Some(&path[1..]));
        }
        let known = "/.well-known/security.txt";
        assert_eq!(parsed(known, false).as_deref(), Some(&known[1..]));
        assert_eq!(parsed("/a/..b/...", false), None);
    }
}
