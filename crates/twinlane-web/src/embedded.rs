//! Files that were compiled into the program.

use std::fs;
use std::path::Path;

/// A directory whose files are compiled into the program. Clones share the same files.
///
/// The macro `embed!` of `twinlane` makes one.
#[derive(Debug, Clone, Copy)]
pub struct Embedded {
    directory: &'static str,
    /// By their paths, in order.
    files: &'static [EmbeddedFile],
    /// The directory on the disk of who compiled it, which a release does not know.
    source: Option<&'static str>,
}

/// A file compiled into the program.
#[derive(Debug, Clone, Copy)]
pub struct EmbeddedFile {
    path: &'static str,
    content: &'static [u8],
    hash: &'static str,
}

impl Embedded {
    /// Files in the order of their paths. The directory is as it was written, and where it was.
    #[doc(hidden)]
    pub const fn new(
        directory: &'static str,
        files: &'static [EmbeddedFile],
        source: Option<&'static str>,
    ) -> Self {
        Self {
            directory,
            files,
            source,
        }
    }

    /// The path of the directory, as written in the source.
    pub const fn directory(&self) -> &'static str {
        self.directory
    }

    /// All files, in the order of their paths.
    pub const fn files(&self) -> &'static [EmbeddedFile] {
        self.files
    }

    /// The file with this path below the directory, such as `css/site.css`.
    pub fn get(&self, path: &str) -> Option<&'static EmbeddedFile> {
        let found = self.files.binary_search_by(|file| file.path.cmp(path));
        Some(&self.files[found.ok()?])
    }

    /// True if a file is below this path. `""` is the directory itself.
    pub(crate) fn is_directory(&self, path: &str) -> bool {
        if path.is_empty() {
            return true;
        }
        let below = [path, "/"].concat();
        let first = self.files.partition_point(|file| file.path < &*below);
        let first = self.files.get(first);
        first.is_some_and(|file| file.path.starts_with(&below))
    }

    /// The difference between the directory on disk and the files in the program, as a sentence.
    ///
    /// `None`: there is no difference, the directory is not on this machine, or the program is a release build. Only new files are looked for:
    /// the compiler notices a changed file, but not a new one.
    pub fn outdated(&self) -> Option<String> {
        let mut names = Vec::new();
        collect_names(Path::new(self.source?), "", &mut names)?;
        let is_new = |name: &&String| self.get(name).is_none();
        let new = names.iter().find(is_new)?;
        let directory = self.directory;
        Some(format!(
            "`{new}` is in the directory `{directory}` and not in the program: write `println!(\"cargo::rerun-if-changed={directory}\")` in \
             `build.rs`, or compile this package again"
        ))
    }
}

impl EmbeddedFile {
    /// A file with the hash of its content, in hexadecimal digits.
    #[doc(hidden)]
    pub const fn new(path: &'static str, content: &'static [u8], hash: &'static str) -> Self {
        Self {
            path,
            content,
            hash,
        }
    }

    /// The path below the directory, with slashes: `css/site.css`.
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// The content.
    pub const fn content(&self) -> &'static [u8] {
        self.content
    }

    /// A hash of the content, as 32 hexadecimal digits. Files with the same content have the same hash.
    pub const fn hash(&self) -> &'static str {
        self.hash
    }
}

/// The paths of all files below a directory. `None`: it cannot be read.
fn collect_names(directory: &Path, before: &str, names: &mut Vec<String>) -> Option<()> {
    for entry in fs::read_dir(directory).ok()? {
        let entry = entry.ok()?;
        let name = [before, entry.file_name().to_str()?].concat();
        let kind = entry.file_type().ok()?;
        if kind.is_dir() {
            collect_names(&entry.path(), &[&name, "/"].concat(), names)?;
        } else if kind.is_file() {
            names.push(name);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: &[EmbeddedFile] = &[
        EmbeddedFile::new("a-b.txt", b"1", "h1"),
        EmbeddedFile::new("a.txt", b"2", "h2"),
        EmbeddedFile::new("a/b.txt", b"3", "h3"),
        EmbeddedFile::new("z", b"4", "h4"),
    ];

    #[test]
    fn a_file_is_found_by_its_path() {
        let embedded = Embedded::new("static", FILES, None);
        for file in FILES {
            let found = embedded.get(file.path()).unwrap();
            assert_eq!(found.content(), file.content());
        }
        for path in ["", "a", "a/", "/z", "b.txt", "zz"] {
            assert!(embedded.get(path).is_none(), "{path}");
        }
        assert!(embedded.is_directory("") && embedded.is_directory("a"));
        for path in ["a.txt", "a/b", "b", "z", "a-"] {
            assert!(!embedded.is_directory(path), "{path}");
        }
    }

    #[test]
    fn a_file_that_has_come_to_be_there_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let source: &'static str = directory.path().to_str().unwrap().to_owned().leak();
        let embedded = Embedded::new("static", FILES, Some(source));
        fs::create_dir(directory.path().join("a")).unwrap();
        fs::write(directory.path().join("a/b.txt"), "changed").unwrap();
        assert_eq!(embedded.outdated(), None);

        fs::write(directory.path().join("a/new.txt"), "").unwrap();
        let told = embedded.outdated().unwrap();
        assert!(told.contains("`a/new.txt`"), "{told}");
        assert!(told.contains("rerun-if-changed=static"), "{told}");
        assert_eq!(Embedded::new("static", FILES, None).outdated(), None);

        directory.close().unwrap();
        assert_eq!(embedded.outdated(), None);
    }
}
