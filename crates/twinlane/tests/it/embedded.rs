//! Files in the program, which are answered as those on the disk are.

use std::fs;

use tempfile::TempDir;
use tracing::level_filters::LevelFilter;
use twinlane::embed;
use twinlane::files::{Embedded, Fallback, Frontend, StaticFiles};
use twinlane::prelude::*;
use twinlane::testing::{BlockingClient, BlockingRequest, TestClient, TestResponse};
use twinlane_log_lines::LogLines;

const SITE: Embedded = embed!("tests/embedded");

/// The same files on the disk.
fn twin() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for file in SITE.files() {
        let path = directory.path().join(file.path());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file.content()).unwrap();
    }
    directory
}

/// Both with the same options, in one application each.
fn twins(
    directory: &TempDir,
    files: impl Fn(StaticFiles) -> StaticFiles,
    frontend: impl Fn(Frontend) -> Frontend,
) -> (BlockingClient, BlockingClient) {
    let client = |static_files, built| {
        let app = App::new()
            .mount("/static", files(static_files))
            .frontend("/spa", frontend(built));
        TestClient::blocking(app)
    };
    let path = directory.path();
    (
        client(StaticFiles::new(path), Frontend::new(path)),
        client(StaticFiles::embedded(SITE), Frontend::embedded(SITE)),
    )
}

/// All of a response but what tells versions apart, and the boundary of several parts.
fn seen(response: &TestResponse) -> (u16, Vec<(String, String)>, String) {
    let mut boundary = None;
    let mut headers: Vec<_> = response
        .headers()
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "etag" | "last-modified" | "date"))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    for (name, value) in &mut headers {
        if name == "content-type"
            && let Some(at) = value.find("boundary=")
        {
            boundary = Some(value.split_off(at + "boundary=".len()));
        }
    }
    headers.sort();
    let text = String::from_utf8_lossy(response.bytes()).into_owned();
    let text = boundary.map_or(text.clone(), |boundary| text.replace(&boundary, "BOUNDARY"));
    (response.status().as_u16(), headers, text)
}

const PATHS: &[&str] = &[
    "",
    "/",
    "/index.html",
    "/404.html",
    "/letters.txt",
    "/letters.txt/",
    "/empty.txt",
    "/app.js",
    "/app.js.br",
    "/app.js.gz",
    "/css",
    "/css/",
    "/css/site.css",
    "/css/../letters.txt",
    "/css/%2e%2e/letters.txt",
    "/css//site.css",
    "/./css/site.css",
    "/folder",
    "/folder/",
    "/folder/deep",
    "/folder/deep/a%20b.txt",
    "/folder/deep/same.css",
    "/folder/de",
    "/caf%C3%A9.txt",
    "/caf%E9.txt",
    "/nothing",
    "/nothing/at/all",
    "/letters.txt/more",
    "/.hidden",
    "/.private/config",
    "/.well-known/security.txt",
    "/.well-known",
    "/../Cargo.toml",
    "/..%2f..%2fCargo.toml",
    "/%2e%2e/%2e%2e/Cargo.toml",
    "/..%5c..%5cCargo.toml",
    "/%2fetc%2fpasswd",
    "//etc/passwd",
    "/letters.txt%00",
    "/LETTERS.TXT",
];

const HEADERS: &[&[(&str, &str)]] = &[
    &[],
    &[("range", "bytes=0-4")],
    &[("range", "bytes=5-")],
    &[("range", "bytes=-5")],
    &[("range", "bytes=0-1,10-14,20-")],
    &[("range", "bytes=500-")],
    &[("range", "bytes=5-2")],
    &[("range", "bytes=0-0,1-1")],
    &[("range", "lines=1")],
    &[("range", "bytes=0-4"), ("if-range", "\"another\"")],
    &[("if-none-match", "*")],
    &[("if-none-match", "\"another\"")],
    &[("if-match", "*")],
    &[("if-match", "\"another\"")],
    &[("accept-encoding", "gzip, br")],
    &[("accept-encoding", "zstd"), ("range", "bytes=0-3")],
    &[
        ("accept-encoding", "gzip;q=1, br;q=0.5"),
        ("accept", "text/html"),
    ],
    &[("accept", "text/html")],
];

/// Asks both for everything, and returns how often.
fn compare(disk: &BlockingClient, embedded: &BlockingClient) -> usize {
    let mut compared = 0;
    for method in ["GET", "HEAD", "POST", "OPTIONS"] {
        for (path, headers) in PATHS
            .iter()
            .flat_map(|path| HEADERS.iter().map(move |headers| (path, headers)))
        {
            for mount in ["/static", "/spa"] {
                let path = [mount, path].concat();
                let ask = |client: &BlockingClient| {
                    let request = client.request(method.parse().unwrap(), &path);
                    let add = |request: BlockingRequest, (name, value): &(&str, &str)| {
                        request.header(name, value)
                    };
                    let request = headers.iter().fold(request, add);
                    seen(&request.follow_redirects(false).send())
                };
                assert_eq!(ask(disk), ask(embedded), "{method} {path} {headers:?}");
                compared += 1;
            }
        }
    }
    compared
}

#[test]
fn embedded_files_are_answered_as_those_on_the_disk() {
    let directory = twin();
    for (files, fallback) in [
        ([false, false, false], Fallback::Auto),
        ([true, true, false], Fallback::IndexHtml),
        ([true, false, true], Fallback::NotFoundHtml),
        ([false, true, true], Fallback::Nothing),
    ] {
        let [html, precompressed, dotfiles] = files;
        let (disk, embedded) = twins(
            &directory,
            |files| {
                files
                    .html(html)
                    .precompressed(precompressed)
                    .dotfiles(dotfiles)
                    .cache("css/*", "immutable")
                    .cache("*.html", "no-cache")
            },
            |frontend| {
                frontend
                    .fallback(fallback)
                    .precompressed(precompressed)
                    .dotfiles(dotfiles)
                    .cache("css/*", "immutable")
            },
        );
        let compared = compare(&disk, &embedded);
        assert_eq!(compared, 4 * PATHS.len() * HEADERS.len() * 2);
    }
}

fn client(files: StaticFiles) -> BlockingClient {
    TestClient::blocking(App::new().mount("/static", files))
}

fn header<'r>(response: &'r TestResponse, name: &str) -> &'r str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

/// The content, its encoding and its path tell versions apart, and no time.
#[test]
fn an_embedded_file_has_a_tag_and_no_time() {
    let client = client(StaticFiles::embedded(SITE).precompressed(true));
    let get =
        |path: &str, name: &'static str, value: &str| client.get(path).header(name, value).send();
    let mut tags = Vec::new();
    for (path, accepted) in [
        ("/static/css/site.css", ""),
        ("/static/folder/deep/same.css", ""),
        ("/static/app.js", ""),
        ("/static/app.js", "br"),
        ("/static/app.js.br", ""),
        ("/static/app.js", "gzip"),
    ] {
        let response = get(path, "accept-encoding", accepted);
        assert_eq!(header(&response, "last-modified"), "", "{path}");
        let tag = header(&response, "etag").to_owned();
        assert_eq!(tag.len(), 34, "{tag}");
        assert!(!tags.contains(&tag), "{path} {accepted}");
        tags.push(tag);
    }
    let css = "/static/css/site.css";
    assert_eq!(get(css, "if-none-match", &tags[0]).status(), 304);
    assert_eq!(get(css, "if-none-match", &tags[1]).status(), 200);
    assert_eq!(get(css, "if-match", &tags[0]).status(), 200);
    assert_eq!(get(css, "if-match", &tags[1]).status(), 412);
    let part = |tag: &str| {
        let part = client.get(css).header("range", "bytes=0-3");
        part.header("if-range", tag).send().status()
    };
    assert_eq!(part(&tags[0]), 206);
    assert_eq!(part(&tags[1]), 200);
    // Nobody knows a time: these are ignored (RFC 9110, 13.1.3 and 13.1.4).
    let (first, last) = (
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
    );
    assert_eq!(get(css, "if-modified-since", last).status(), 200);
    assert_eq!(get(css, "if-unmodified-since", first).status(), 200);
}

#[test]
fn what_embedded_files_cannot_do_is_told_at_the_start() {
    let empty = Embedded::new("dist", &[], None);
    let app = App::new()
        .mount("/a", StaticFiles::embedded(SITE).follow_symlinks(true))
        .mount("/b", StaticFiles::embedded(SITE).cache("/x", "no-store"))
        .frontend(
            "/c",
            Frontend::embedded(empty)
                .fallback(Fallback::IndexHtml)
                .check_directory(true),
        )
        .frontend(
            "/d",
            Frontend::embedded(SITE).fallback(Fallback::NotFoundHtml),
        );
    let report = app.check().unwrap_err().to_string();
    for line in [
        r#"the mount at "/a": `follow_symlinks` is of a directory on the disk, and the files of `tests/embedded` are in the program"#,
        r#"the mount at "/b": `/x` matches no file"#,
        r#"the frontend at "/c": the directory `dist` has no `index.html` to fall back to"#,
    ] {
        assert!(report.contains(line), "{line} is not in\n{report}");
    }
    assert!(!report.contains("\"/d\""), "{report}");
}

#[test]
fn a_file_that_is_not_in_the_program_yet_is_told_at_the_start() {
    let directory = twin();
    let source = directory.path().to_str().unwrap().to_owned().leak();
    let site = Embedded::new("static", SITE.files(), Some(source));
    let app = || {
        App::new()
            .mount("/static", StaticFiles::embedded(site))
            .frontend("/", Frontend::embedded(site))
    };
    let (lines, _guard) = LogLines::keep(LevelFilter::WARN);
    let _checked = app().check().unwrap();
    assert_eq!(lines.text(), "");
    fs::write(directory.path().join("css/new.css"), "").unwrap();
    let _checked = app().check().unwrap();
    let told = lines.text();
    assert_eq!(
        told.matches("`css/new.css` is in the directory `static`")
            .count(),
        2,
        "{told}"
    );
}

#[test]
fn an_embedded_directory_is_a_list_of_files() {
    let paths: Vec<_> = SITE
        .files()
        .iter()
        .map(twinlane::files::EmbeddedFile::path)
        .collect();
    assert!(paths.is_sorted() && paths.len() == 15, "{paths:?}");
    let file = SITE.get("css/site.css").unwrap();
    assert_eq!(file.content(), b"body { color: teal }\n");
    assert_eq!(
        SITE.get("folder/deep/same.css").unwrap().hash(),
        file.hash()
    );
    assert_ne!(SITE.get("letters.txt").unwrap().hash(), file.hash());
    assert_eq!(SITE.directory(), "tests/embedded");
}
