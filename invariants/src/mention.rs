//! The paths and numbers that a file names, each with its place.

use std::path::{Path, PathBuf};

/// One path or number, and its place.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub(crate) scope: Scope,
    pub(crate) line: usize,
    pub(crate) named: Named,
}

#[derive(Debug, Clone)]
pub(crate) enum Named {
    /// A path; of a `use` declaration each of its leaves is one.
    Path(NamedPath),
    /// An integer without a suffix.
    Number(u64),
    /// An item or macro that the file defines at the top, by its name.
    Item(String),
    /// A macro that has `#[macro_export]`: its name is one of the crate's root.
    RootMacro(String),
}

#[derive(Debug, Clone)]
pub(crate) struct NamedPath {
    /// Begins with `::`.
    pub(crate) is_absolute: bool,
    /// Goes on from a type, or from `#name` in a `quote!`.
    pub(crate) is_rest: bool,
    /// `*` stands for all names of a module.
    pub(crate) segments: Vec<String>,
    /// In a `use` declaration: the name that it gets here.
    pub(crate) imported_as: Option<String>,
}

/// The part of a file in which something is named.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    /// Relative to the root of the repository.
    pub(crate) file: PathBuf,
    /// From the crate's root to the module.
    pub(crate) modules: Vec<String>,
    /// Compiled for tests only.
    pub(crate) is_test: bool,
    /// Within `quote!` or one of its siblings: a part of generated code.
    pub(crate) is_quoted: bool,
}

impl Scope {
    pub(crate) fn of_file(file: &Path, modules: Vec<String>, is_test: bool) -> Self {
        Self {
            file: file.to_owned(),
            modules,
            is_test,
            is_quoted: false,
        }
    }

    pub(crate) fn within(&self, module: &str) -> Self {
        let mut inner = self.clone();
        inner.modules.push(module.to_owned());
        inner
    }
}

impl Mention {
    /// The path, if it is one.
    pub(crate) fn path(&self) -> Option<&NamedPath> {
        match &self.named {
            Named::Path(path) => Some(path),
            _ => None,
        }
    }

    /// The top module; empty in `lib.rs`.
    pub(crate) fn top_module(&self) -> &str {
        self.scope.modules.first().map_or("", String::as_str)
    }
}

impl NamedPath {
    /// Tells whether `names` stand in the path one after another.
    pub(crate) fn has(&self, names: &[&str]) -> bool {
        self.segments.windows(names.len()).any(|part| part == names)
    }
}
