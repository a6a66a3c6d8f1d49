//! The imports of one top module by another.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::Finding;
use crate::mention::{Mention, Named};
use crate::source::Crate;

/// One place where a top module names another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
    /// As it is written, from the crate's root.
    pub(crate) path: String,
}

/// A module of re-exports, which counts as a part of the crate's root.
const PRIVATE: &str = "__private";

/// The imports of a crate, and the paths that cannot be followed.
pub(crate) fn imports(krate: &Crate) -> (Vec<Import>, Vec<Finding>) {
    let names = RootNames::of(krate);
    let (mut imports, mut findings) = (Vec::new(), Vec::new());
    for mention in krate
        .mentions
        .iter()
        .filter(|one| !one.scope.is_test && !one.scope.is_quoted)
    {
        let from = mention.top_module();
        if from.is_empty() || from == PRIVATE {
            continue;
        }
        let Some(path) = from_root(mention, krate) else {
            continue;
        };
        match names.home(&path) {
            Home::Module(to) if to == from => {}
            Home::Module(to) => imports.push(Import {
                from: from.to_owned(),
                to: to.to_owned(),
                file: mention.scope.file.clone(),
                line: mention.line,
                path: path.join("::"),
            }),
            Home::Root => {}
            Home::Unknown => findings.push(Finding::new(
                &mention.scope.file,
                mention.line,
                format!(
                    "the module that `crate::{}` comes from is not known: name it by its module",
                    path.join("::")
                ),
            )),
        }
    }
    imports.dedup();
    (imports, findings)
}

/// The path from the crate's root, if that is what is named.
fn from_root(mention: &Mention, krate: &Crate) -> Option<Vec<String>> {
    let path = mention.path()?;
    let own_name = krate.name.replace('-', "_");
    let up = path
        .segments
        .iter()
        .take_while(|name| *name == "super")
        .count();
    let modules = &mention.scope.modules;
    let rest = match path.segments[0].as_str() {
        "crate" => path.segments[1..].to_vec(),
        name if name == own_name => path.segments[1..].to_vec(),
        "super" => {
            let kept = modules.len().checked_sub(up)?;
            modules[..kept]
                .iter()
                .chain(&path.segments[up..])
                .cloned()
                .collect()
        }
        _ => return None,
    };
    (!rest.is_empty()).then_some(rest)
}

enum Home<'a> {
    Module(&'a str),
    /// Another crate's, or defined in `lib.rs`.
    Root,
    Unknown,
}

/// The names at the crate's root or in `__private`, and the modules that define them.
struct RootNames<'a> {
    modules: &'a [String],
    /// By the name: the module that defines it, `None` for other crates and `lib.rs`.
    names: HashMap<&'a str, Option<&'a str>>,
}

impl<'a> RootNames<'a> {
    fn of(krate: &'a Crate) -> Self {
        let modules = krate.top_modules.as_slice();
        let mut names = HashMap::new();
        for mention in &krate.mentions {
            let is_root = matches!(mention.top_module(), "" | PRIVATE);
            match &mention.named {
                Named::RootMacro(name) => {
                    let module = Some(mention.top_module()).filter(|module| !module.is_empty());
                    names.insert(name.as_str(), module);
                }
                Named::Item(name) if is_root => {
                    names.insert(name.as_str(), None);
                }
                Named::Path(path) if is_root => {
                    if let Some(name) = &path.imported_as {
                        let first = path
                            .segments
                            .iter()
                            .find(|one| *one != "crate" && *one != "self");
                        let module =
                            first.and_then(|first| modules.iter().find(|one| *one == first));
                        // `lib.rs` comes first; the prelude names the same again.
                        names
                            .entry(name.as_str())
                            .or_insert(module.map(String::as_str));
                    }
                }
                _ => {}
            }
        }
        Self { modules, names }
    }

    fn home(&self, path: &[String]) -> Home<'_> {
        let mut segments = path
            .iter()
            .filter(|name| *name != PRIVATE && *name != "prelude");
        let Some(first) = segments.next() else {
            return Home::Root;
        };
        if let Some(module) = self.modules.iter().find(|one| *one == first) {
            return Home::Module(module);
        }
        match self.names.get(first.as_str()) {
            Some(Some(module)) => Home::Module(module),
            Some(None) => Home::Root,
            None => Home::Unknown,
        }
    }
}
