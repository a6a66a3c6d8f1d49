//! Which status wins: everything that sets one, over everything that decides its own.

use http::{HeaderMap, Method, StatusCode, header};
use twinlane::prelude::*;
use twinlane::response::{Body, File, Streaming};
use twinlane::testing::{BlockingClient, TestClient, TestResponse};
use twinlane::{HttpError, Response};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

fn page() -> File {
    File::open(PATH)
}

/// The status that a request asks for, to have one operation for all of them.
fn wanted(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap()
}

mod files {
    use super::*;

    #[get("/plain")]
    async fn plain() -> File {
        page()
    }

    #[get("/tuple/{code}")]
    async fn tuple(code: u16) -> (StatusCode, File) {
        (wanted(code), page())
    }

    #[get("/headers/{code}")]
    async fn headers(code: u16) -> (StatusCode, HeaderMap, Result<File>) {
        (wanted(code), HeaderMap::new(), Ok(page()))
    }

    #[get("/parts/{code}")]
    async fn parts(code: u16, response: &mut ResponseParts) -> File {
        response.set_status(wanted(code));
        response.set_header("x-beside", "yes");
        page()
    }

    #[dependency]
    async fn sets_status(code: u16, response: &mut ResponseParts) {
        response.set_status(wanted(code));
    }

    #[get("/dependency/{code}", dependencies = [sets_status])]
    async fn dependency(code: u16) -> File {
        let _ = code;
        page()
    }

    #[get("/operation/200", status = 200)]
    async fn operation_200() -> File {
        page()
    }

    #[get("/operation/201", status = 201)]
    async fn operation_201() -> File {
        page()
    }

    #[get("/operation/404", status = 404)]
    async fn operation_404() -> File {
        page()
    }

    pub(super) fn client() -> BlockingClient {
        TestClient::blocking(App::new().routes(routes![
            plain,
            tuple,
            headers,
            parts,
            dependency,
            operation_200,
            operation_201,
            operation_404
        ]))
    }
}

type Handler404 = fn(App) -> App;

/// A client of an application whose handler of 404 sends the file, and whether it is sent with 200.
fn handlers() -> [(Handler404, u16); 3] {
    async fn as_it_is(_: HttpError, _: Request) -> File {
        page()
    }
    async fn with_200(_: HttpError, _: Request) -> (StatusCode, File) {
        (StatusCode::OK, page())
    }
    fn with_404(_: HttpError, _: Request) -> (StatusCode, File) {
        (StatusCode::NOT_FOUND, page())
    }
    [
        (|app| app.on_status(StatusCode::NOT_FOUND, as_it_is), 404),
        (|app| app.on_status(StatusCode::NOT_FOUND, with_200), 200),
        (|app| app.on_status(StatusCode::NOT_FOUND, with_404), 404),
    ]
}

/// Every way to say this status over a file.
fn ways(code: u16) -> Vec<(BlockingClient, String)> {
    let client = files::client();
    let ways = ["tuple", "headers", "parts", "dependency", "operation"];
    let ways = ways.map(|way| (client.clone(), format!("/{way}/{code}")));
    let handlers = handlers().into_iter().filter(|(_, status)| *status == code);
    let handlers = handlers.map(|(handler, _)| {
        let client = TestClient::blocking(handler(App::new()));
        (client, "/nowhere".to_owned())
    });
    ways.into_iter().chain(handlers).collect()
}

fn whole() -> Vec<u8> {
    std::fs::read(PATH).unwrap()
}

fn etag() -> String {
    let response = files::client().get("/plain").send();
    response.header("etag").unwrap().to_owned()
}

fn send(client: &BlockingClient, path: &str, (name, value): (&str, &str)) -> TestResponse {
    client.get(path).header(name, value).send()
}

#[test]
fn with_200_a_file_decides_its_status() {
    let (whole, etag) = (whole(), etag());
    let mut ways = ways(200);
    ways.push((files::client(), "/plain".to_owned()));
    assert_eq!(ways.len(), 7);
    for (client, path) in &ways {
        let response = client.get(path).send();
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.bytes()[..], whole, "{path}");

        let known: [(&str, &str); 3] = [
            ("if-none-match", &etag),
            ("if-none-match", "*"),
            ("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"),
        ];
        for condition in known {
            let response = send(client, path, condition);
            assert_eq!(response.status(), 304, "{path} {condition:?}");
            assert!(response.bytes().is_empty(), "{path} {condition:?}");
            assert_eq!(response.header("etag"), Some(&*etag), "{path}");
        }

        let response = send(client, path, ("range", "bytes=2-4"));
        assert_eq!(response.status(), 206, "{path}");
        assert_eq!(response.bytes()[..], whole[2..5], "{path}");
        let response = send(client, path, ("range", "bytes=0-1,5-6"));
        assert_eq!(response.status(), 206, "{path}");
        let media_type = response.header("content-type").unwrap();
        assert!(media_type.starts_with("multipart/byteranges"), "{path}");
        let response = send(client, path, ("range", "bytes=9999999-"));
        assert_eq!(response.status(), 416, "{path}");
        let response = send(client, path, ("range", "lines=1"));
        assert_eq!(response.status(), 400, "{path}");
    }
}

/// As Starlette's `FileResponse(path, status_code=404)`: the page of an error is no part of anything.
#[test]
fn with_another_status_a_file_is_sent_whole() {
    let (whole, etag) = (whole(), etag());
    for (status, count) in [(404, 7), (201, 5)] {
        let ways = ways(status);
        assert_eq!(ways.len(), count);
        for (client, path) in &ways {
            let asked = [
                ("accept", "*/*"),
                ("if-none-match", &*etag),
                ("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"),
                ("range", "bytes=2-4"),
                ("range", "bytes=0-1,5-6"),
                ("range", "bytes=9999999-"),
                ("range", "lines=1"),
            ];
            for asked in asked {
                let response = send(client, path, asked);
                assert_eq!(response.status(), status, "{path} {asked:?}");
                assert_eq!(response.bytes()[..], whole, "{path} {asked:?}");
                assert_eq!(response.header("content-range"), None, "{path} {asked:?}");
            }
        }
    }
}

#[test]
fn a_head_has_the_status_of_its_get() {
    #[head("/tuple/{code}")]
    async fn tuple(code: u16) -> (StatusCode, File) {
        (wanted(code), page())
    }
    let client = TestClient::blocking(App::new().routes(routes![tuple]));
    let head = |path: &str, name: &str, value: &str| {
        let request = client.request(Method::HEAD, path);
        let response = request.header(name, value).send();
        assert!(response.bytes().is_empty());
        response.status().as_u16()
    };
    let etag = etag();
    assert_eq!(head("/tuple/200", "if-none-match", &etag), 304);
    assert_eq!(head("/tuple/200", "range", "bytes=0-1,5-6"), 206);
    assert_eq!(head("/tuple/404", "if-none-match", &etag), 404);
    assert_eq!(head("/tuple/404", "range", "bytes=0-1"), 404);
}

#[test]
fn a_file_with_a_status_without_content_has_none() {
    let client = files::client();
    for status in [204, 205, 304] {
        let response = client.get(&format!("/tuple/{status}")).send();
        assert_eq!(response.status(), status);
        assert!(response.bytes().is_empty(), "{status}");
        assert!(response.header("etag").is_some(), "{status}");
        assert_eq!(response.header("content-type"), None, "{status}");
    }
}

#[test]
fn what_is_beside_a_file_goes_with_the_status_that_it_decides() {
    let client = files::client();
    let response = send(&client, "/parts/200", ("if-none-match", "*"));
    assert_eq!(response.status(), 304);
    assert_eq!(response.header("x-beside"), Some("yes"));
}

mod redirects {
    use super::*;

    #[get("/plain")]
    async fn plain() -> Redirect {
        Redirect::to("/new")
    }

    #[get("/operation", status = 303)]
    async fn operation() -> Redirect {
        Redirect::to("/new")
    }

    #[get("/own", status = 303)]
    async fn own(response: &mut ResponseParts) -> (StatusCode, Redirect) {
        response.set_status(StatusCode::OK);
        let status = StatusCode::PERMANENT_REDIRECT;
        (StatusCode::FOUND, Redirect::to("/new").with_status(status))
    }

    #[get("/tuple/{code}")]
    async fn tuple(code: u16) -> (StatusCode, Redirect) {
        (wanted(code), Redirect::to("/new"))
    }

    #[get("/parts/{code}")]
    async fn parts(code: u16, response: &mut ResponseParts) -> Redirect {
        response.set_status(wanted(code));
        Redirect::to("/new")
    }

    pub(super) fn app() -> App {
        App::new().routes(routes![plain, operation, own, tuple, parts])
    }
}

#[track_caller]
fn assert_redirects(response: &TestResponse, status: u16) {
    assert_eq!(
        (response.status().as_u16(), response.header("location")),
        (status, Some("/new"))
    );
    assert_eq!(response.header("content-length"), Some("0"));
}

#[test]
fn a_redirect_has_the_status_of_a_redirect() {
    let client = TestClient::blocking(redirects::app());
    for (path, status) in [
        ("/plain", 307),
        ("/operation", 303),
        ("/own", 308),
        ("/tuple/301", 301),
        ("/tuple/200", 307),
        ("/tuple/304", 307),
        ("/tuple/404", 307),
        ("/parts/302", 302),
        ("/parts/200", 307),
        ("/parts/401", 307),
    ] {
        assert_redirects(&client.get(path).send(), status);
    }
}

/// FastAPI: a handler that returns `RedirectResponse("/new")`.
#[test]
fn a_handler_of_an_error_can_redirect() {
    #[get("/fails")]
    async fn fails() -> Result<()> {
        Err(HttpError::new(401, "Not authenticated").into())
    }
    async fn to_login(_: HttpError, _: Request) -> Redirect {
        Redirect::to("/new")
    }
    let app = App::new().routes(routes![fails]);
    let app = app.on_status(StatusCode::NOT_FOUND, to_login);
    let client = TestClient::blocking(app.on_status(StatusCode::UNAUTHORIZED, to_login));
    assert_redirects(&client.get("/nowhere").send(), 307);
    assert_redirects(&client.get("/fails").send(), 307);
}

#[test]
fn an_operation_that_redirects_cannot_say_another_status() {
    #[get("/created", status = 201)]
    async fn created() -> Result<Redirect> {
        Ok(Redirect::to("/new"))
    }
    let error = App::new()
        .routes(routes![created])
        .into_service()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the application cannot start: 1 mistake\n  1. GET /created (it::status::created): a redirect does not have the status 201: write one of 301, 302, 303, 307 and 308, or leave `status` out"
    );
}

mod wholes {
    use super::*;

    fn response(code: u16) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = wanted(code);
        response
    }

    #[get("/plain/{code}", status = 201)]
    async fn plain(code: u16, parts: &mut ResponseParts) -> Response {
        parts.set_status(StatusCode::IM_A_TEAPOT);
        response(code)
    }

    #[get("/tuple/{code}")]
    async fn tuple(code: u16) -> (StatusCode, Response) {
        (StatusCode::OK, response(code))
    }

    #[get("/stream/{code}")]
    async fn stream(code: u16) -> (StatusCode, Streaming) {
        (
            wanted(code),
            Streaming::of(["a", "b"]).media_type("text/plain"),
        )
    }

    pub(super) fn client() -> BlockingClient {
        TestClient::blocking(App::new().routes(routes![plain, tuple, stream]))
    }
}

#[test]
fn a_whole_response_keeps_the_status_that_it_rests_on() {
    let client = wholes::client();
    for decided in [101, 206, 301, 303, 304, 307, 308, 416] {
        let response = client.get(&format!("/tuple/{decided}")).send();
        assert_eq!(response.status(), decided);
    }
    for said in [200, 202, 404, 500] {
        let response = client.get(&format!("/tuple/{said}")).send();
        assert_eq!(response.status(), 200, "{said}");
    }
    for own in [101, 200, 206, 304, 404] {
        let response = client.get(&format!("/plain/{own}")).send();
        assert_eq!(response.status(), own);
    }
}

/// A stream decides nothing: it has the status that is said, and no body where that allows none.
#[test]
fn a_stream_has_the_status_that_is_said() {
    let client = wholes::client();
    for (status, body) in [(200, "ab"), (206, "ab"), (404, "ab"), (204, ""), (304, "")] {
        let response = client.get(&format!("/stream/{status}")).send();
        assert_eq!(
            (response.status().as_u16(), &*response.text()),
            (status, body)
        );
        assert!(response.header(header::LOCATION.as_str()).is_none());
    }
}
