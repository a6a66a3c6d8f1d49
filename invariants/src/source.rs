//! Reads a crate: from `lib.rs` along its `mod` declarations.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

use crate::collect::collect;
use crate::doc_lines::{self, DocLine};
use crate::mention::{Mention, Scope};

/// The sources of one crate.
#[derive(Debug)]
pub struct Crate {
    pub(crate) name: String,
    pub(crate) manifest: PathBuf,
    pub(crate) manifest_text: String,
    /// All that the sources name, file by file.
    pub(crate) mentions: Vec<Mention>,
    /// The top modules that are not for tests.
    pub(crate) top_modules: Vec<String>,
    /// The documentation of its items.
    pub(crate) doc_lines: Vec<DocLine>,
}

/// The reason why sources could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum SourceError {
    /// A file is not there, or not readable.
    Unreadable(PathBuf, io::Error),
    /// A file is not made of Rust's tokens.
    Malformed(PathBuf, proc_macro2::LexError),
    /// A `mod` declaration whose file is in neither of the two places.
    NoFile(PathBuf, String),
}

impl fmt::Display for SourceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(file, error) => write!(formatter, "{}: {error}", file.display()),
            Self::Malformed(file, error) => write!(formatter, "{}: {error}", file.display()),
            Self::NoFile(file, module) => {
                write!(formatter, "{}: no file of `mod {module};`", file.display())
            }
        }
    }
}

impl std::error::Error for SourceError {}

impl Crate {
    /// Reads the crate in the folder `crates/NAME` below `root`.
    pub fn read(root: &Path, name: &str) -> Result<Self, SourceError> {
        let manifest = Path::new("crates").join(name).join("Cargo.toml");
        let mut reader = Reader {
            root,
            mentions: Vec::new(),
            top_modules: Vec::new(),
            doc_lines: Vec::new(),
        };
        let library = Path::new("crates").join(name).join("src/lib.rs");
        let children = library.with_file_name("");
        reader.read_file(&library, &children, &[], false)?;
        Ok(Self {
            name: name.to_owned(),
            manifest_text: text_of(root, &manifest)?,
            manifest,
            mentions: reader.mentions,
            top_modules: reader.top_modules,
            doc_lines: reader.doc_lines,
        })
    }

    /// A crate of the given texts, each with the name of its file below `src`.
    #[cfg(test)]
    pub(crate) fn of_texts(name: &str, manifest_text: &str, texts: &[(&str, &str)]) -> Self {
        let (mut mentions, mut top_modules) = (Vec::new(), Vec::new());
        let mut doc_lines = Vec::new();
        for (file, text) in texts {
            let modules: Vec<String> = match file.trim_end_matches(".rs").trim_end_matches("/mod") {
                "lib" => Vec::new(),
                module => module.split('/').map(str::to_owned).collect(),
            };
            top_modules.extend(modules.first().cloned());
            let scope = Scope::of_file(Path::new(file), modules, false);
            let tokens: TokenStream = text.parse().expect("a test has Rust's tokens");
            doc_lines::collect(tokens.clone(), Path::new(file), &mut doc_lines);
            collect(tokens, &scope, &mut mentions);
        }
        Self {
            name: name.to_owned(),
            manifest: PathBuf::from("Cargo.toml"),
            manifest_text: manifest_text.to_owned(),
            mentions,
            top_modules,
            doc_lines,
        }
    }
}

struct Reader<'a> {
    root: &'a Path,
    mentions: Vec<Mention>,
    top_modules: Vec<String>,
    doc_lines: Vec<DocLine>,
}

impl Reader<'_> {
    /// `children` is the folder in which the files of the module's own modules are.
    fn read_file(
        &mut self,
        file: &Path,
        children: &Path,
        modules: &[String],
        is_test: bool,
    ) -> Result<(), SourceError> {
        let text = text_of(self.root, file)?;
        let tokens: TokenStream = text
            .parse()
            .map_err(|error| SourceError::Malformed(file.to_owned(), error))?;
        if !is_test {
            doc_lines::collect(tokens.clone(), file, &mut self.doc_lines);
        }
        let scope = Scope::of_file(file, modules.to_owned(), is_test);
        for declared in collect(tokens, &scope, &mut self.mentions) {
            let (child, folder) = self.find(file, children, &declared.name)?;
            let is_test = is_test || declared.is_test;
            if modules.is_empty() && !is_test {
                self.top_modules.push(declared.name.clone());
            }
            let inner: Vec<String> = modules.iter().cloned().chain([declared.name]).collect();
            self.read_file(&child, &folder, &inner, is_test)?;
        }
        Ok(())
    }

    fn find(
        &self,
        file: &Path,
        children: &Path,
        name: &str,
    ) -> Result<(PathBuf, PathBuf), SourceError> {
        let folder = children.join(name);
        [children.join(format!("{name}.rs")), folder.join("mod.rs")]
            .into_iter()
            .find(|candidate| self.root.join(candidate).is_file())
            .map(|child| (child, folder))
            .ok_or_else(|| SourceError::NoFile(file.to_owned(), name.to_owned()))
    }
}

fn text_of(root: &Path, file: &Path) -> Result<String, SourceError> {
    fs::read_to_string(root.join(file))
        .map_err(|error| SourceError::Unreadable(file.to_owned(), error))
}
