//! The files of templates: found once, by name, so that no name leads out of their directories.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A directory of templates.
#[derive(Debug, Clone)]
pub struct TemplateDirectory(Place);

#[derive(Debug, Clone)]
enum Place {
    Disk(PathBuf),
    /// Names with texts, in the program.
    Embedded(Arc<[(Arc<str>, Arc<str>)]>),
    /// A directory in the program.
    #[cfg(feature = "embed")]
    Directory(twinlane_web::embedded::Embedded),
}

impl TemplateDirectory {
    fn of_path(path: &Path) -> Self {
        Self(Place::Disk(path.to_owned()))
    }

    /// The difference between a directory in the program and that on the disk.
    pub(super) fn outdated(&self) -> Option<String> {
        match &self.0 {
            #[cfg(feature = "embed")]
            Place::Directory(directory) => directory.outdated(),
            Place::Disk(_) | Place::Embedded(_) => None,
        }
    }

    /// Templates that are in the program, by their names.
    pub(super) fn embedded<N: AsRef<str>, T: AsRef<str>>(
        files: impl IntoIterator<Item = (N, T)>,
    ) -> Self {
        let files = files.into_iter();
        let files = files.map(|(name, text)| (Arc::from(name.as_ref()), Arc::from(text.as_ref())));
        Self(Place::Embedded(files.collect()))
    }
}

/// The directory that is in the program: `Templates::new(embed!("templates"))`.
#[cfg(feature = "embed")]
impl From<twinlane_web::embedded::Embedded> for TemplateDirectory {
    fn from(files: twinlane_web::embedded::Embedded) -> Self {
        Self(Place::Directory(files))
    }
}

impl From<&str> for TemplateDirectory {
    fn from(path: &str) -> Self {
        Self::of_path(path.as_ref())
    }
}

impl From<String> for TemplateDirectory {
    fn from(path: String) -> Self {
        Self(Place::Disk(path.into()))
    }
}

impl From<&Path> for TemplateDirectory {
    fn from(path: &Path) -> Self {
        Self::of_path(path)
    }
}

impl From<PathBuf> for TemplateDirectory {
    fn from(path: PathBuf) -> Self {
        Self(Place::Disk(path))
    }
}

impl From<&PathBuf> for TemplateDirectory {
    fn from(path: &PathBuf) -> Self {
        Self::of_path(path)
    }
}

/// A file of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TemplateFile {
    /// Its place, as errors tell it.
    pub(super) path: Arc<str>,
    /// `None`: it is no UTF-8.
    pub(super) source: Option<Arc<str>>,
}

/// The files by the names of their templates, and what could not be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TemplateFiles {
    pub(super) files: BTreeMap<String, TemplateFile>,
    pub(super) mistakes: Vec<String>,
}

impl TemplateFiles {
    /// Reads all that is in the directories. Of two files of one name the first is taken.
    pub(super) fn read(directories: &[TemplateDirectory]) -> Self {
        let mut files = Self::default();
        for TemplateDirectory(place) in directories {
            match place {
                Place::Disk(path) => files.add_root(path),
                Place::Embedded(embedded) => {
                    for (name, text) in embedded.iter() {
                        files.add_embedded(name, text);
                    }
                }
                #[cfg(feature = "embed")]
                Place::Directory(directory) => files.add_compiled(directory),
            }
        }
        files
    }

    fn add_embedded(&mut self, name: &Arc<str>, text: &str) {
        if normal_name(name).as_deref() != Some(name) {
            self.mistakes.push(format!(
                "no page can ask for the embedded template {name:?}: its name is a path such as `admin/users.html`"
            ));
            return;
        }
        self.add(name.to_string(), name, Some(text));
    }

    #[cfg(feature = "embed")]
    fn add_compiled(&mut self, directory: &twinlane_web::embedded::Embedded) {
        for file in directory.files() {
            let source = std::str::from_utf8(file.content()).ok();
            let path = [directory.directory(), "/", file.path()].concat();
            self.add(file.path().to_owned(), &path, source);
        }
    }

    fn add_root(&mut self, directory: &Path) {
        match directory.canonicalize() {
            Ok(real) => self.add_directory(directory, "", &mut vec![real]),
            Err(error) => self.mistake(directory, &error),
        }
    }

    /// Adds what is in a directory. `within` are the directories that lead there, and itself, without links: a link may lead back to one.
    fn add_directory(&mut self, directory: &Path, prefix: &str, within: &mut Vec<PathBuf>) {
        let entries = match fs::read_dir(directory) {
            Ok(entries) => entries,
            Err(error) => return self.mistake(directory, &error),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return self.mistake(directory, &error),
            };
            let path = entry.path();
            let name = entry.file_name();
            // No template can be asked for by a name that is no text.
            let Some(name) = name.to_str() else { continue };
            self.add_entry(format!("{prefix}{name}"), &path, within);
        }
    }

    fn add_entry(&mut self, name: String, path: &Path, within: &mut Vec<PathBuf>) {
        // Links are followed, as Jinja follows them.
        let real = match path.canonicalize() {
            Ok(real) => real,
            // A link to nothing: editors leave some while a file is open.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => return self.mistake(path, &error),
        };
        if !real.is_dir() {
            self.add_file(name, path);
        } else if within.contains(&real) {
            let path = path.display();
            self.mistakes.push(format!(
                "`{path}` is a symbolic link to a directory that it is in: take it away"
            ));
        } else {
            within.push(real);
            self.add_directory(path, &format!("{name}/"), within);
            within.pop();
        }
    }

    fn add_file(&mut self, name: String, path: &Path) {
        // A pipe or a socket is no template, and would be waited for.
        if self.files.contains_key(&name) || !path.is_file() {
            return;
        }
        match fs::read(path) {
            Ok(bytes) => {
                let source = std::str::from_utf8(&bytes).ok();
                self.add(name, &path.display().to_string(), source);
            }
            Err(error) => self.mistake(path, &error),
        }
    }

    fn mistake(&mut self, path: &Path, error: &io::Error) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let path = path.display();
        self.mistakes
            .push(format!("`{path}` cannot be read: {error}"));
    }

    /// Adds a file, unless there is one of this name.
    fn add(&mut self, name: String, path: &str, source: Option<&str>) {
        self.files.entry(name).or_insert_with(|| TemplateFile {
            path: path.into(),
            source: source.map(with_newlines),
        });
    }
}

/// The text with the ends of its lines as Jinja has them.
fn with_newlines(text: &str) -> Arc<str> {
    if text.contains('\r') {
        Arc::from(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Arc::from(text)
    }
}

/// The name of a template as its file has it: `./a//b.html` is `a/b.html`, as in Jinja. `None`: no file can have it.
pub(super) fn normal_name(name: &str) -> Option<String> {
    let mut normal = String::with_capacity(name.len());
    for part in name.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." || part.contains(['\\', '\0']) {
            return None;
        }
        if !normal.is_empty() {
            normal.push('/');
        }
        normal.push_str(part);
    }
    (!normal.is_empty()).then_some(normal)
}

#[cfg(test)]
mod tests {
    use super::normal_name;

    #[test]
    fn names_are_those_of_jinja() {
        for (name, expected) in [
            ("a.html", Some("a.html")),
            ("./a//b.html", Some("a/b.html")),
            ("/etc/passwd", Some("etc/passwd")),
            ("../a.html", None),
            ("a/../b.html", None),
            ("a\\b.html", None),
            ("/.", None),
            ("a\0.html", None),
        ] {
            assert_eq!(normal_name(name).as_deref(), expected, "{name}");
        }
    }
}
