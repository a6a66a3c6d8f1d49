//! The files of a directory as answers.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::{Request, StatusCode};
use http_body_util::BodyExt;
use tempfile::TempDir;
use twinlane_web::Response;
use twinlane_web::static_files::{DiskThreads, Fallback, StaticAnswer, StaticFiles};

/// The answer to a request for a path, with these headers.
async fn answer(files: &StaticFiles, path: &str, headers: &[(&str, &str)]) -> StaticAnswer {
    let mut request = Request::get("/");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (request, ()) = request.body(()).unwrap().into_parts();
    files.answer(&request, path).await.unwrap()
}

async fn response(files: &StaticFiles, path: &str, headers: &[(&str, &str)]) -> Response {
    match answer(files, path, headers).await {
        StaticAnswer::Response(response) => response,
        other => panic!("{path}: {other:?}"),
    }
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

async fn text(response: Response) -> String {
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

fn directory(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    directory
}

#[tokio::test]
async fn a_file_that_was_compressed_is_sent_to_who_takes_it() {
    let contents = [
        ("app.js", "plain"),
        ("app.js.br", "brotli"),
        ("app.js.gz", "gzip"),
        ("only.js.gz", "alone"),
        ("folder/index.html", "page"),
        ("folder.br", "no page"),
        (".br", "hidden"),
    ];
    let directory = directory(&contents);
    let files = StaticFiles::new(directory.path())
        .precompressed(true)
        .html(true);
    let mut etags = Vec::new();
    for (accepted, encoding, content) in [
        ("", "", "plain"),
        ("identity", "", "plain"),
        ("zstd", "", "plain"),
        ("gzip, br", "br", "brotli"),
        ("gzip;q=1, br;q=0.9", "gzip", "gzip"),
        ("gzip;q=0, br;q=0", "", "plain"),
    ] {
        let response = response(&files, "/app.js", &[("accept-encoding", accepted)]).await;
        assert_eq!(
            header(&response, "content-encoding"),
            encoding,
            "{accepted}"
        );
        assert_eq!(header(&response, "vary"), "accept-encoding");
        assert_eq!(
            header(&response, "content-type"),
            "text/javascript; charset=utf-8"
        );
        etags.push(header(&response, "etag").to_owned());
        assert_eq!(text(response).await, content, "{accepted}");
    }
    assert!(
        etags[0] == etags[1] && etags[3] != etags[4] && etags[0] != etags[3],
        "{etags:?}"
    );

    let brotli = [("accept-encoding", "br"), ("range", "bytes=0-1")];
    let part = response(&files, "/app.js", &brotli).await;
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(header(&part, "content-range"), "bytes 0-1/6");
    assert_eq!(header(&part, "content-encoding"), "br");
    let fresh = [("accept-encoding", "br"), ("if-none-match", &*etags[3])];
    let fresh = response(&files, "/app.js", &fresh).await;
    assert_eq!(fresh.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(header(&fresh, "vary"), "accept-encoding");

    let gzip = [("accept-encoding", "gzip, br")];
    let alone = answer(&files, "/only.js", &gzip).await;
    assert!(matches!(alone, StaticAnswer::NotFound));
    assert_eq!(
        text(response(&files, "/folder/", &gzip).await).await,
        "page"
    );
    let folder = answer(&files, "/", &gzip).await;
    assert!(matches!(folder, StaticAnswer::NotFound));
}

#[tokio::test]
async fn the_first_pattern_that_matches_says_how_long_a_file_is_kept() {
    let contents = [
        ("assets/app.css", "css"),
        ("site.css", "css"),
        ("index.html", "page"),
        ("404.html", "not found"),
    ];
    let directory = directory(&contents);
    let files = StaticFiles::new(directory.path())
        .html(true)
        .cache("assets/*", "immutable")
        .cache("*.css", "max-age=60")
        .cache("404.html", "max-age=1");
    for (path, value) in [
        ("/assets/app.css", "immutable"),
        ("/site.css", "max-age=60"),
        ("/", ""),
        ("/404.html", "max-age=1"),
        ("/nothing", ""),
    ] {
        let response = response(&files, path, &[]).await;
        assert_eq!(header(&response, "cache-control"), value, "{path}");
    }
    let any = [("if-none-match", "*")];
    let fresh = response(&files, "/site.css", &any).await;
    assert_eq!(fresh.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(header(&fresh, "cache-control"), "max-age=60");
}

/// A cache that keeps one of these would answer everybody with it.
/// The bodies are those of Starlette 1.10, whose boundary is random as well.
#[tokio::test]
async fn ranges_that_are_apart_are_parts_of_one_body() {
    let directory = directory(&[("letters.txt", "abcdefghijklmnopqrstuvwxyz")]);
    let files = StaticFiles::new(directory.path());
    for (range, length, parts) in [
        ("bytes=0-1,4-5", "242", [("0-1", "ab"), ("4-5", "ef")]),
        ("bytes=20-,0-0", "247", [("0-0", "a"), ("20-25", "uvwxyz")]),
        ("bytes=-2,0-0,1-1", "244", [("0-1", "ab"), ("24-25", "yz")]),
    ] {
        let response = response(&files, "/letters.txt", &[("range", range)]).await;
        assert_eq!(response.status(), 206);
        assert_eq!(header(&response, "content-length"), length);
        assert_eq!(header(&response, "content-range"), "");
        let media_type = header(&response, "content-type").to_owned();
        let boundary = media_type.strip_prefix("multipart/byteranges; boundary=");
        let boundary = boundary.unwrap();
        assert_eq!(boundary.len(), 26, "{boundary}");
        assert!(boundary.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let parts = parts.map(|(place, content)| {
            format!(
                "--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes {place}/26\r\n\r\n{content}\r\n"
            )
        });
        assert_eq!(
            text(response).await,
            format!("{}--{boundary}--", parts.concat())
        );
    }
}

#[tokio::test]
async fn nobody_is_told_to_keep_what_is_wrong_with_a_request() {
    let directory = directory(&[("app.js", "plain"), ("app.js.br", "brotli")]);
    let files = StaticFiles::new(directory.path())
        .precompressed(true)
        .cache("*", "immutable");
    for (name, value, status) in [
        ("range", "x", StatusCode::BAD_REQUEST),
        ("range", "bytes=9-", StatusCode::RANGE_NOT_SATISFIABLE),
        ("if-match", "\"x\"", StatusCode::PRECONDITION_FAILED),
    ] {
        let headers = [("accept-encoding", "br"), (name, value)];
        let response = response(&files, "/app.js", &headers).await;
        assert_eq!(response.status(), status);
        assert_eq!(header(&response, "cache-control"), "");
        assert_eq!(header(&response, "content-encoding"), "");
        assert_eq!(header(&response, "vary"), "accept-encoding");
    }
}

/// The route is found by the path as it is, so that the file has to be too.
#[tokio::test]
async fn a_path_of_a_frontend_is_not_resolved() {
    let directory = directory(&[("inside/a.txt", "a"), ("index.html", "page")]);
    let files = StaticFiles::new(directory.path()).frontend(Fallback::Auto);
    for path in ["inside/a.txt", "/inside/a.txt"] {
        assert_eq!(text(response(&files, path, &[]).await).await, "a");
    }
    for path in [
        "/inside/../inside/a.txt",
        "//inside/a.txt",
        "/./inside/a.txt",
        "x/../inside/a.txt",
    ] {
        let found = answer(&files, path, &[]).await;
        assert!(matches!(found, StaticAnswer::NotFound), "{path}");
    }
    let files = files.cache("index.html", "max-age=60");
    let page = response(&files, "/some/path", &[("accept", "text/html")]).await;
    assert_eq!(header(&page, "vary"), "accept");
}

#[tokio::test]
async fn another_version_than_the_one_that_is_asked_for_is_a_412() {
    let directory = directory(&[("a.txt", "a")]);
    let files = StaticFiles::new(directory.path());
    let etag = header(&response(&files, "/a.txt", &[]).await, "etag").to_owned();
    let weak = ["W/", &etag].concat();
    let both = [&*etag, ", \"x\""].concat();
    for (name, value, status) in [
        ("if-match", "\"x\"", StatusCode::PRECONDITION_FAILED),
        ("if-match", &weak, StatusCode::PRECONDITION_FAILED),
        ("if-match", &etag, StatusCode::OK),
        ("if-match", &both, StatusCode::OK),
        ("if-match", "*", StatusCode::OK),
        (
            "if-unmodified-since",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            StatusCode::PRECONDITION_FAILED,
        ),
        (
            "if-unmodified-since",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            StatusCode::OK,
        ),
        ("if-unmodified-since", "soon", StatusCode::OK),
    ] {
        let response = response(&files, "/a.txt", &[(name, value)]).await;
        assert_eq!(response.status(), status, "{name}: {value}");
        let content = if status == StatusCode::OK { "a" } else { "" };
        assert_eq!(text(response).await, content);
    }
}

#[tokio::test]
async fn what_takes_the_place_of_a_directory_is_served() {
    let top = directory(&[("one/a.txt", "one"), ("two/a.txt", "two")]);
    let current = top.path().join("current");
    let files = StaticFiles::new(&current);
    assert!(matches!(
        answer(&files, "/a.txt", &[]).await,
        StaticAnswer::NotFound
    ));
    for name in ["one", "two"] {
        link(name, &current);
        assert_eq!(text(response(&files, "/a.txt", &[]).await).await, name);
    }
}

#[cfg(unix)]
fn link(target: &str, place: &Path) {
    let _ = fs::remove_file(place);
    std::os::unix::fs::symlink(target, place).unwrap();
}

#[cfg(not(unix))]
fn link(target: &str, place: &Path) {
    let _ = fs::remove_dir_all(place);
    fs::create_dir_all(place).unwrap();
    fs::write(place.join("a.txt"), target).unwrap();
}

/// A pipe has no end, and to open it would be to wait for who writes into it.
#[cfg(unix)]
#[tokio::test]
async fn what_is_no_file_is_not_there() {
    let directory = directory(&[]);
    let pipe = directory.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let files = StaticFiles::new(directory.path());
    assert!(matches!(
        answer(&files, "/pipe", &[]).await,
        StaticAnswer::NotFound
    ));
}

#[test]
fn options_that_cannot_be_are_mistakes() {
    let directory = directory(&[("file", "")]);
    let mistakes = |files: StaticFiles| files.mistakes(true).join("\n");
    let path = directory.path();
    assert_eq!(mistakes(StaticFiles::new(path)), "");
    assert!(mistakes(StaticFiles::new(path.join("nothing"))).contains("is not there"));
    assert!(mistakes(StaticFiles::new(path.join("file"))).contains("is no directory"));
    let patterns = StaticFiles::new(path).cache("/assets/*", "no-store");
    assert!(mistakes(patterns).contains("`/assets/*` matches no file"));
    let later = StaticFiles::new(path.join("nothing"));
    assert_eq!(later.mistakes(false), Vec::<String>::new());
}

/// Threads that count how often they are asked.
#[derive(Default)]
struct Counted(AtomicUsize);

impl DiskThreads for Counted {
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        self.0.fetch_add(1, Ordering::Relaxed);
        work()
    }
}

/// The bytes are read in the turn that finds the file: a body that is there needs no other.
#[tokio::test]
async fn a_file_or_a_part_of_it_takes_one_turn_in_a_thread() {
    let large = "0123456789".repeat(60_000);
    let directory = directory(&[("small.txt", "small"), ("large.txt", &large)]);
    let files = StaticFiles::new(directory.path()).html(true);
    let far = ("range", "bytes=500000-500009");
    for (method, path, header, status, is_there) in [
        ("GET", "/small.txt", ("accept", "*/*"), 200, true),
        ("GET", "/small.txt", ("if-none-match", "*"), 304, false),
        ("GET", "/small.txt", ("if-match", "\"x\""), 412, false),
        ("GET", "/large.txt", far, 206, true),
        (
            "GET",
            "/large.txt",
            ("range", "bytes=0-9,20-29"),
            206,
            false,
        ),
        ("GET", "/large.txt", ("accept", "*/*"), 200, false),
        ("HEAD", "/large.txt", ("accept", "*/*"), 200, false),
    ] {
        let request = Request::builder().method(method).header(header.0, header.1);
        let (request, ()) = request.body(()).unwrap().into_parts();
        let threads = Counted::default();
        let answer = files.answer_in(&threads, &request, path).await.unwrap();
        let StaticAnswer::Response(response) = answer else {
            panic!("{method} {path}");
        };
        assert_eq!(response.status(), status, "{method} {path} {header:?}");
        assert_eq!(threads.0.into_inner(), 1, "{method} {path} {header:?}");
        let body = response.into_body();
        assert_eq!(
            body.as_full().is_some(),
            is_there,
            "{method} {path} {header:?}"
        );
        if header == far {
            assert_eq!(body.as_full().unwrap(), "0123456789");
        }
    }
}
