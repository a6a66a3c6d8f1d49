//! Tower services that are mounted.

use std::convert::Infallible;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::Frame;
use http_body_util::BodyExt;
use tokio::sync::{Notify, mpsc};
use tower::{Service, ServiceExt, service_fn};
use twinlane::middleware::Next;
use twinlane::prelude::*;
use twinlane::response::Body;
use twinlane::routing::{Mount, RootPath};
use twinlane::testing::TestClient;

use super::{inner, whereabouts};

type HttpRequest = http::Request<Body>;
type HttpResponse = http::Response<Body>;

/// Answers with its target and the path before it.
async fn tells(request: HttpRequest) -> Result<HttpResponse, Infallible> {
    let root_path = request.extensions().get::<RootPath>().map(RootPath::as_str);
    let seen = format!("{} {} {:?}", request.method(), request.uri(), root_path);
    Ok(http::Response::new(seen.into()))
}

#[test]
fn a_service_sees_the_path_below() {
    let app = App::new()
        .mount("/old", service_fn(tells))
        .mount("/{a}/{b}", service_fn(tells))
        .mount("/sub", App::new().mount("/old", service_fn(tells)))
        .root_path("/api");
    let client = TestClient::blocking(app);
    for (path, expected) in [
        (
            "/old/items/a%2Fb?q=%20",
            r#"GET /items/a%2Fb?q=%20 Some("/api/old")"#,
        ),
        ("/api/old/x", r#"GET /x Some("/api/old")"#),
        ("/%6Fld/", r#"GET / Some("/api/old")"#),
        ("/old//x", r#"GET //x Some("/api/old")"#),
        ("/x%20y/z%2f7", r#"GET /7 Some("/api/x y/z")"#),
        ("/sub/old/x?", r#"GET /x? Some("/api/sub/old")"#),
    ] {
        assert_eq!(client.get(path).send().text(), expected, "{path}");
    }
    assert_eq!(
        client.delete("/old/x").send().text(),
        r#"DELETE /x Some("/api/old")"#
    );
    assert_eq!(
        client.get("/old").send().headers()["location"],
        "http://testserver/api/old/"
    );
}

/// A middleware between may have changed the target: what is below is found all the same.
#[test]
fn a_target_that_was_changed_on_the_way() {
    async fn moved(mut request: Request, next: Next) -> Response {
        *request.uri_mut() = "/old/moved".parse().unwrap();
        next.run(request).await
    }
    let middle = App::new()
        .mount("/old", service_fn(tells))
        .middleware(moved);
    let client = TestClient::blocking(App::new().mount("/sub", middle));
    assert_eq!(
        client.get("/sub/x").send().text(),
        r#"GET /moved Some("/sub/old")"#
    );
}

/// Frameworks within frameworks: Twinlane, axum, Twinlane, and Twinlane once more.
#[test]
fn root_paths_go_through_all_levels() {
    let innermost = App::new()
        .routes(routes![whereabouts])
        .mount("/sub", inner());
    let service = innermost
        .into_service()
        .unwrap()
        .with_root_path("/nested".parse().unwrap());
    let router = axum::Router::new()
        .route("/own", axum::routing::get(async || "axum"))
        .nest_service("/nested", service);
    let client = TestClient::blocking(App::new().mount("/legacy", router)).root_path("/api");
    assert_eq!(client.get("/legacy/own").send().text(), "axum");
    assert_eq!(client.get("/legacy/none").send().status(), 404);
    let seen: Value = client.get("/legacy/nested/sub/where").send().json();
    let root_path = "/api/legacy/nested/sub";
    assert_eq!(
        seen,
        json!([root_path, format!("http://testserver{root_path}/where"), {}])
    );
    let response = client.get("/legacy/nested/sub/items").send();
    assert_eq!(
        response.headers()["location"],
        format!("http://testserver{root_path}/items/")
    );
    let document: Value = client.get("/legacy/nested/sub/openapi.json").send().json();
    assert_eq!(document["servers"], json!([{ "url": root_path }]));
}

/// Bodies arrive piece by piece, both ways: the service has answered the first piece before the second is sent.
#[tokio::test]
async fn bodies_are_passed_on_as_they_arrive() {
    async fn echo(request: HttpRequest) -> Result<HttpResponse, Infallible> {
        Ok(http::Response::new(Body::stream(request.into_body())))
    }
    let app = App::new().mount("/echo", service_fn(echo)).max_body_size(8);
    let mut service = app.into_service().unwrap();
    let (pieces, body) = body_of_pieces();
    let response = service
        .call(http::Request::post("/echo/").body(body).unwrap())
        .await
        .unwrap();
    let mut body = response.into_body();
    for piece in ["one", "two"] {
        pieces.send(piece).unwrap();
        let frame = body.frame().await.unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), piece);
    }
    // Beyond the limit of the application it breaks off.
    pieces.send("three").unwrap();
    assert!(body.frame().await.unwrap().is_err());
}

/// A body of the pieces that are sent to it.
struct Pieces(mpsc::UnboundedReceiver<&'static str>);

fn body_of_pieces() -> (mpsc::UnboundedSender<&'static str>, Body) {
    let (sender, pieces) = mpsc::unbounded_channel();
    (sender, Body::stream(Pieces(pieces)))
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = self.0.poll_recv(cx);
        piece.map(|piece| piece.map(|piece| Ok(Frame::data(Bytes::from_static(piece.as_bytes())))))
    }
}

#[test]
fn a_body_that_is_known_to_be_too_large_does_not_reach_it() {
    let app = App::new().mount("/x", service_fn(tells)).max_body_size(8);
    let client = TestClient::blocking(app);
    assert_eq!(client.post("/x/").body("12345678").send().status(), 200);
    assert_eq!(client.post("/x/").body("123456789").send().status(), 413);
    // Without a limit of the application it is the service's.
    let client = TestClient::blocking(App::new().mount("/x", service_fn(tells)));
    assert_eq!(
        client.post("/x/").body(vec![0; 20 << 20]).send().status(),
        200
    );
}

/// Ready at the second time that it is asked; a call before that is a mistake of its caller.
#[derive(Clone)]
struct SlowToBeReady {
    asked: usize,
    calls: Arc<AtomicUsize>,
}

impl Service<HttpRequest> for SlowToBeReady {
    type Response = HttpResponse;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, std::io::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), std::io::Error>> {
        self.asked += 1;
        if self.asked < 2 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: HttpRequest) -> Self::Future {
        assert!(self.asked >= 2, "called before it was ready");
        self.calls.fetch_add(1, Ordering::SeqCst);
        let path = request.uri().path().to_owned();
        Box::pin(async move {
            match path.as_str() {
                "/fails" => Err(std::io::Error::other("no disk")),
                "/panics" => panic!("a service"),
                _ => Ok(http::Response::new(Body::empty())),
            }
        })
    }
}

#[test]
fn errors_and_panics_of_a_service_are_those_of_the_application() {
    async fn handled(error: std::io::Error, request: Request) -> (StatusCode, String) {
        (
            StatusCode::BAD_GATEWAY,
            format!("{error} at {}", request.url()),
        )
    }
    let calls = Arc::new(AtomicUsize::new(0));
    let service = SlowToBeReady {
        asked: 0,
        calls: Arc::clone(&calls),
    };
    let app = || App::new().mount("/x", service.clone());
    let client = TestClient::blocking(app());
    assert_eq!(client.get("/x/").send().status(), 200);
    assert_eq!(client.get("/x/fails").send().status(), 500);
    assert_eq!(client.get("/x/panics").send().status(), 500);
    assert_eq!(client.get("/x/").send().status(), 200);
    assert_eq!(calls.load(Ordering::SeqCst), 4);
    let client = TestClient::blocking(app().on_error(handled));
    let response = client.get("/x/fails").send();
    assert_eq!(response.status(), 502);
    assert_eq!(
        response.json::<String>(),
        "no disk at http://testserver/x/fails"
    );
    assert_eq!(client.get("/x/panics").send().status(), 500);
}

#[test]
fn middleware_around_a_service_sees_its_error() {
    async fn turns(request: Request, next: Next) -> Result<Response> {
        next.try_run(request)
            .await
            .map_err(|error| HttpError::new(503, error.to_string()).into())
    }
    let service = SlowToBeReady {
        asked: 0,
        calls: Arc::default(),
    };
    let app = App::new().mount("/x", Mount::new(service).middleware(turns));
    let response = TestClient::blocking(app).get("/x/fails").send();
    assert_eq!(
        (response.status(), response.text()),
        (
            StatusCode::SERVICE_UNAVAILABLE,
            r#"{"detail":"no disk"}"#.to_owned()
        )
    );
}

/// A service goes on when its client goes, as an operation does, or is given up.
#[tokio::test]
async fn a_client_that_goes() {
    for cancels in [false, true] {
        let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (told, mut is_told) = mpsc::unbounded_channel();
        let service = {
            let (begun, go_on) = (Arc::clone(&begun), Arc::clone(&go_on));
            service_fn(move |_: HttpRequest| {
                let (begun, go_on, told) = (Arc::clone(&begun), Arc::clone(&go_on), told.clone());
                async move {
                    let ends = Ends(told);
                    begun.notify_one();
                    go_on.notified().await;
                    ends.0.send("went on").unwrap();
                    Ok::<_, Infallible>(http::Response::new(Body::empty()))
                }
            })
        };
        let mount = Mount::new(service).cancel_on_disconnect(cancels);
        let app = App::new().mount("/x", mount).into_service().unwrap();
        let response = app
            .clone()
            .oneshot(http::Request::get("/x/").body(Body::empty()).unwrap());
        let asked = tokio::spawn(response);
        begun.notified().await;
        asked.abort();
        assert!(asked.await.unwrap_err().is_cancelled());
        if !cancels {
            go_on.notify_one();
        }
        let expected = if cancels { "dropped" } else { "went on" };
        assert_eq!(is_told.recv().await, Some(expected));
        app.wait_idle().await;
    }
}

struct Ends(mpsc::UnboundedSender<&'static str>);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.send("dropped");
    }
}

/// As the services of tonic need them, which tell a status there.
#[tokio::test]
async fn trailers_pass() {
    struct WithTrailers(Option<http::HeaderMap>);
    impl http_body::Body for WithTrailers {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Ready(self.0.take().map(|trailers| Ok(Frame::trailers(trailers))))
        }
    }
    let service = service_fn(|_: HttpRequest| {
        let trailers = http::HeaderMap::from_iter([(
            http::HeaderName::from_static("grpc-status"),
            http::HeaderValue::from_static("0"),
        )]);
        ready(Ok::<_, Infallible>(http::Response::new(WithTrailers(
            Some(trailers),
        ))))
    });
    let mut app = App::new().mount("/x", service).into_service().unwrap();
    let request = http::Request::post("/x/").body(Body::empty()).unwrap();
    let response = app.call(request).await.unwrap();
    let collected = response.into_body().collect().await.unwrap();
    assert_eq!(collected.trailers().unwrap()["grpc-status"], "0");
}

#[tokio::test]
async fn extensions_reach_it() {
    #[derive(Clone)]
    struct Mark(u8);
    let service = service_fn(|request: HttpRequest| {
        let mark = request.extensions().get::<Mark>().map_or(0, |mark| mark.0);
        ready(Ok::<_, Infallible>(http::Response::new(Body::from(
            mark.to_string(),
        ))))
    });
    let mut app = App::new().mount("/x", service).into_service().unwrap();
    let request = http::Request::get("/x/")
        .extension(Mark(7))
        .body(Body::empty())
        .unwrap();
    let response = app.call(request).await.unwrap();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(bytes, "7");
}
