//! A directory whose files are served: plain, with pages, and with links that lead out of it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use twinlane::prelude::*;
use twinlane::files::StaticFiles;
use twinlane::routing::Mount;

const CONTENTS: &[(&str, &str)] = &[
    ("letters.txt", "abcdefghijklmnopqrstuvwxyz"),
    ("numbers.txt", "0123456789"),
    ("same/a.bin", "one"),
    ("same/b.bin", "two"),
    ("css/site.css", "body {}"),
    ("app.js", "go()"),
    ("app.js.gz", "compressed"),
    ("module.mjs", "go()"),
    ("data.json", "{}"),
    ("page.html", "<p>page"),
    ("picture.svg", "<svg/>"),
    ("picture.png", "png"),
    ("program.wasm", "wasm"),
    ("font.woff2", "font"),
    ("notes.md", "notes"),
    ("table.csv", "a,b"),
    ("document.pdf", "pdf"),
    ("strange.zzzz", "?"),
    ("none", "?"),
    ("empty.txt", ""),
    ("größe und mehr.txt", "größe"),
    ("percent%41.txt", "percent"),
    ("back\\slash.txt", "back"),
    (".hidden", "hidden"),
    (".well-known/security.txt", "contact"),
    ("index.html", "<p>index"),
    ("404.html", "<p>not found"),
    ("folder/index.html", "<p>folder"),
    ("folder/inner/file.txt", "inner"),
    ("listing/index.html/file.txt", "a folder of this name"),
];

/// The links, with what they lead to.
const LINKS: &[(&str, &str)] = &[
    ("within.txt", "css/../letters.txt"),
    ("out.txt", "../outside.txt"),
    ("up", ".."),
    ("loop", "loop"),
    ("dangling", "nothing"),
];

static STATIC: LazyLock<PathBuf> =
    LazyLock::new(|| directory().expect("files in the temporary folder"));

/// Files whose time is the same wherever and whenever this runs.
fn directory() -> io::Result<PathBuf> {
    let top = written("static", &[("outside.txt", "outside")])?;
    let root = top.join("static");
    for (name, content) in CONTENTS {
        write(&root.join(name), content)?;
    }
    for (name, target) in LINKS {
        link(Path::new(target), &root.join(name))?;
    }
    link(&root.join("numbers.txt"), &root.join("absolute.txt"))?;
    Ok(root)
}

/// A folder with these files, whose time is the same wherever and whenever this runs.
pub(super) fn written(name: &str, files: &[(&str, &str)]) -> io::Result<PathBuf> {
    let top = std::env::temp_dir().join(format!("twinlane-{name}-{}", std::process::id()));
    if top.exists() {
        fs::remove_dir_all(&top)?;
    }
    for (name, content) in files {
        write(&top.join(name), content)?;
    }
    Ok(top)
}

fn write(path: &Path, content: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, content)?;
    let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_250);
    File::options().write(true).open(path)?.set_modified(time)
}

#[cfg(unix)]
pub(super) fn link(target: &Path, path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

#[cfg(not(unix))]
pub(super) fn link(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

async fn not_found(error: HttpError, request: Request) -> Result<(StatusCode, Value), HttpError> {
    let is_handled = request.uri().query().is_some_and(|query| query.contains("handled"));
    if !is_handled {
        return Err(error);
    }
    let path = request.uri().path().to_owned();
    Ok((StatusCode::NOT_FOUND, json!({ "not found": path })))
}

#[get("/static/operation")]
fn operation() -> String {
    "an operation".to_owned()
}

#[get("/url/{name}/{path:path}")]
fn url(request: &Request, name: String, path: String) -> Result<String> {
    Ok(request.url_for_name(&name).param("path", path).url()?)
}

/// Builds the application.
pub fn app() -> App {
    let named = |files: StaticFiles, name: &str| Mount::new(files).name(name);
    let later = StaticFiles::new(STATIC.join("later")).check_directory(false);
    App::new()
        .title("Static files")
        .on_status(StatusCode::NOT_FOUND, not_found)
        .routes(routes![operation, url])
        .mount("/static", named(StaticFiles::new(&*STATIC), "static"))
        .mount("/html", named(StaticFiles::new(&*STATIC).html(true), "html"))
        .mount("/plain", named(StaticFiles::new(STATIC.join("css")).html(true), "plain"))
        .mount("/links", named(StaticFiles::new(&*STATIC).follow_symlinks(true), "links"))
        .mount("/later", named(later, "later"))
}
