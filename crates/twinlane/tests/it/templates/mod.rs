//! Templates, through the front door.

mod pages;
mod spelling;
mod request;
mod hostile;
mod starting;
mod embedded;

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use twinlane::templates::Templates;

/// A directory with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        write(folder.path(), name, content);
    }
    folder
}

fn write(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// The text of one template of this source, told nothing.
fn text(source: &str) -> String {
    text_with(source, twinlane::context! {})
}

fn text_with(source: &str, context: twinlane::templates::Context) -> String {
    named_text("page.html", source, context).unwrap()
}

fn named_text(
    name: &str,
    source: &str,
    context: twinlane::templates::Context,
) -> Result<String, twinlane::Error> {
    let folder = folder(&[(name, source)]);
    Templates::new(folder.path()).load()?.text(name, context)
}
