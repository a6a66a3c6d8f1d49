//! Whole responses that are files or streams, made by operations, middleware and mounted services.

use std::path::PathBuf;

use twinlane::prelude::*;
use twinlane::response::{EventStream, File};
use twinlane::testing::TestClient;

#[get("/missing")]
async fn missing() -> Response {
    File::open("there/is/no/such/file").into()
}

#[get("/changed")]
async fn changed() -> Response {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    Response::from(File::open(file).media_type("text/x-toml"))
        .with_header("content-type", "text/x-own")
        .with_header("content-length", "3")
        .with_cookie(("a", "b"))
}

#[model]
struct Lamp {
    name: String,
}

#[get("/events")]
async fn events() -> Response {
    EventStream::of([Lamp {
        name: "Lamp".to_owned(),
    }])
    .into()
}

async fn no_file(request: Request, next: Next) -> Response {
    if request.uri().path() == "/middleware" {
        return File::open("there/is/no/such/file").into();
    }
    next.run(request).await
}

#[test]
fn files_and_streams_are_whole_responses() {
    let routes = routes![missing, changed, events];
    let client = TestClient::blocking(App::new().routes(routes).middleware(no_file));
    for path in ["/missing", "/middleware"] {
        assert_eq!(client.get(path).send().status(), 500, "{path}");
    }
    let response = client.get("/changed").send();
    let size = include_bytes!("../../Cargo.toml").len().to_string();
    assert_eq!(response.header("content-type"), Some("text/x-own"));
    assert_eq!(response.header("content-length"), Some(size.as_str()));
    assert!(response.header("set-cookie").is_some());
    assert_eq!(response.text(), include_str!("../../Cargo.toml"));
    let part = client.get("/changed").header("range", "bytes=1-3").send();
    assert_eq!(part.status(), 206);
    assert_eq!(part.header("content-length"), Some("3"));
    let parts = client
        .get("/changed")
        .header("range", "bytes=1-3,7-8")
        .send();
    assert!(parts.text().contains("Content-Type: text/x-own"));
    assert_eq!(
        parts.header("content-type").map(|value| &value[..9]),
        Some("multipart")
    );
    let events = client.get("/events").send();
    assert_eq!(events.header("cache-control"), Some("no-cache"));
    assert_eq!(events.text(), "data: {\"name\":\"Lamp\"}\n\n");
}

/// As an operation sends it, though nothing of the application stands around it.
#[test]
fn a_file_of_a_mounted_service_is_sent_as_any_other() {
    let service = tower::service_fn(|_: http::Request<twinlane_web::Body>| async {
        Ok::<_, std::convert::Infallible>(Response::from(File::open("Cargo.toml")))
    });
    let client = TestClient::blocking(App::new().mount("/files", service));
    let whole = client.get("/files/a").send();
    assert_eq!(whole.status(), 200);
    assert!(whole.header("etag").is_some());
    let first = client.get("/files/a").header("range", "bytes=0-8").send();
    assert_eq!(
        (first.status().as_u16(), first.text().as_str()),
        (206, "[package]")
    );
}

async fn with_a_file(_: Request, _: Next) -> Response {
    File::open("Cargo.toml").into()
}

async fn tells_the_status(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    response.with_header("x-told", status)
}

#[get("/file", middleware = [with_a_file])]
async fn behind_a_file() {}

#[get("/file")]
async fn file() -> Response {
    File::open("Cargo.toml").into()
}

/// Applications that answer with a file, each by something else, with the path of it.
fn with_files() -> [(&'static str, App); 6] {
    let service = tower::service_fn(|_: http::Request<twinlane_web::Body>| async {
        Ok::<_, std::convert::Infallible>(Response::from(File::open("Cargo.toml")))
    });
    [
        ("/file", App::new().routes(routes![file])),
        (
            "/file",
            App::new()
                .routes(routes![file])
                .middleware(tells_the_status),
        ),
        ("/file", App::new().routes(routes![behind_a_file])),
        ("/file", App::new().middleware(with_a_file)),
        (
            "/file",
            App::new()
                .middleware(with_a_file)
                .middleware(tells_the_status),
        ),
        ("/files/a", App::new().mount("/files", service)),
    ]
}

/// A request asks the same of a file as of one that middleware or a service has made, too.
#[test]
fn a_file_has_ranges_and_conditions_wherever_it_is_made() {
    for (place, (path, app)) in with_files().into_iter().enumerate() {
        let client = TestClient::blocking(app);
        let whole = client.get(path).send();
        assert_eq!(whole.text(), include_str!("../../Cargo.toml"), "{place}");
        let [etag, time] = ["etag", "last-modified"].map(|name| whole.header(name).unwrap());
        let (other, future, past) = (
            "\"other\"",
            "Fri, 01 Jan 2100 00:00:00 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
        );
        let asked: [(&[(&str, &str)], u16); 11] = [
            (&[("range", "bytes=0-8")], 206),
            (&[("range", "bytes=9999999-")], 416),
            (&[("range", "bytes=0-8"), ("if-range", etag)], 206),
            (&[("range", "bytes=0-8"), ("if-range", time)], 206),
            (&[("range", "bytes=0-8"), ("if-range", other)], 200),
            (&[("if-none-match", etag)], 304),
            (&[("if-none-match", other)], 200),
            (&[("if-none-match", other), ("if-none-match", etag)], 304),
            (&[("if-modified-since", future)], 304),
            (&[("if-modified-since", past)], 200),
            (
                &[("if-none-match", other), ("if-modified-since", future)],
                200,
            ),
        ];
        for (headers, status) in asked {
            let request = headers
                .iter()
                .fold(client.get(path), |request, (name, value)| {
                    request.header(name, *value)
                });
            let response = request.send();
            let case = format!("{place} {headers:?}");
            assert_eq!(response.status(), status, "{case}");
            match status {
                206 => assert_eq!(response.text(), "[package]", "{case}"),
                304 => assert!(response.bytes().is_empty(), "{case}"),
                _ => {}
            }
            let told = response.header("x-told");
            assert!(told.is_none_or(|told| told == status.to_string()), "{case}");
        }
    }
}
