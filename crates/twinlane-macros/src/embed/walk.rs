//! The files below a directory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A directory and what is in it.
#[derive(Debug)]
pub(super) struct FoundDirectory {
    /// Its path, in which no link is left.
    pub(super) root: String,
    /// The files, in the order of their names.
    pub(super) files: Vec<FoundFile>,
}

/// A file of the directory.
#[derive(Debug)]
pub(super) struct FoundFile {
    /// Its path below the directory, with slashes.
    pub(super) name: String,
    /// Its path on this machine.
    pub(super) path: String,
    /// The hash of its content.
    pub(super) hash: String,
}

/// All files of a directory and of those in it.
///
/// A link is followed if it stays within the directory: what is outside of it would be in the program, and sent.
pub(super) fn files_of(root: &Path) -> Result<FoundDirectory, String> {
    let root = root.canonicalize().map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            "there is no such directory in this package".to_owned()
        } else {
            format!("the directory cannot be read: {error}")
        }
    })?;
    if !root.is_dir() {
        return Err("it is a file, and `embed!` has the path of a directory".to_owned());
    }
    let mut walk = Walk {
        root: &root,
        within: vec![root.clone()],
        files: Vec::new(),
    };
    walk.directory("", &root)?;
    let mut files = walk.files;
    files.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    Ok(FoundDirectory {
        root: text_of(&root)?,
        files,
    })
}

struct Walk<'a> {
    root: &'a Path,
    /// The directories that lead to the one that is read: a link may lead back to one of them.
    within: Vec<PathBuf>,
    files: Vec<FoundFile>,
}

impl Walk<'_> {
    fn directory(&mut self, before: &str, path: &Path) -> Result<(), String> {
        let unreadable = |error: io::Error| format!("`{before}` cannot be read: {error}");
        for entry in fs::read_dir(path).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                let name = name.display();
                return Err(format!("the name of `{before}{name}` is not UTF-8"));
            };
            self.entry(format!("{before}{name}"), &entry.path())?;
        }
        Ok(())
    }

    fn entry(&mut self, name: String, path: &Path) -> Result<(), String> {
        let path = match path.canonicalize() {
            Ok(path) => path,
            // A link to nothing: editors leave some while a file is open.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(format!("`{name}` cannot be read: {error}")),
        };
        if !path.starts_with(self.root) {
            return Err(format!(
                "`{name}` is a symbolic link that leads out of the directory: copy what it leads to, or take the link away"
            ));
        }
        if path.is_dir() {
            if self.within.contains(&path) {
                return Err(format!(
                    "`{name}` is a symbolic link to a directory that it is in: take it away"
                ));
            }
            self.within.push(path.clone());
            self.directory(&format!("{name}/"), &path)?;
            self.within.pop();
        } else if path.is_file() {
            let content = fs::read(&path);
            let content = content.map_err(|error| format!("`{name}` cannot be read: {error}"))?;
            self.files.push(FoundFile {
                hash: format!("{:x}", md5::compute(content)),
                path: text_of(&path)?,
                name,
            });
        }
        Ok(())
    }
}

fn text_of(path: &Path) -> Result<String, String> {
    let text = path.to_str().map(str::to_owned);
    text.ok_or_else(|| format!("the path `{}` is not UTF-8", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(root: &Path) -> Result<Vec<String>, String> {
        let files = files_of(root)?.files.into_iter();
        Ok(files.map(|file| file.name).collect())
    }

    #[test]
    fn all_files_are_found_in_order() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        assert_eq!(names(root), Ok(vec![]));
        fs::create_dir_all(root.join("a/deep")).unwrap();
        for name in ["a.txt", "a/b", "a/deep/c", "a-z", ".hidden"] {
            fs::write(root.join(name), name).unwrap();
        }
        let sorted = [".hidden", "a-z", "a.txt", "a/b", "a/deep/c"];
        assert_eq!(names(root).unwrap(), sorted);

        let file = &files_of(root).unwrap().files[2];
        assert_eq!(file.hash, format!("{:x}", md5::compute("a.txt")));
        assert_eq!(fs::read_to_string(&file.path).unwrap(), "a.txt");

        let missing = names(&root.join("nothing")).unwrap_err();
        assert!(missing.contains("no such directory"), "{missing}");
        let file = names(&root.join("a.txt")).unwrap_err();
        assert!(file.contains("it is a file"), "{file}");
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_within() {
        use std::os::unix::fs::symlink;

        let top = tempfile::tempdir().unwrap();
        let root = &top.path().join("static");
        fs::create_dir_all(root.join("css")).unwrap();
        fs::write(root.join("css/a.css"), "a").unwrap();
        fs::write(top.path().join("secret"), "secret").unwrap();
        symlink("css/a.css", root.join("file")).unwrap();
        symlink("css", root.join("folder")).unwrap();
        symlink("nothing", root.join("dangling")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
        assert_eq!(names(root).unwrap(), ["css/a.css", "file", "folder/a.css"]);

        for (target, problem) in [
            ("../../secret", "leads out of the directory"),
            ("../..", "leads out of the directory"),
            ("..", "a directory that it is in"),
            (".", "a directory that it is in"),
        ] {
            symlink(target, root.join("css/link")).unwrap();
            let told = names(root).unwrap_err();
            assert!(told.contains(problem), "{target}: {told}");
            fs::remove_file(root.join("css/link")).unwrap();
        }
    }
}
