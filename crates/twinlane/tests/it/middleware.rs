//! Middleware as users write it: functions with states, types with options, tower layers, around everything and around operations.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tower::limit::GlobalConcurrencyLimitLayer;
use tower::timeout::TimeoutLayer;
use tower::timeout::error::Elapsed;
use tower::util::MapRequestLayer;
use twinlane::Provided;
use twinlane::dependency::AfterResponse;
use twinlane::error::{BuildError, RequestValidationError};
use twinlane::http::{self, HeaderValue, Method};
use twinlane::parameter::Extension;
use twinlane::prelude::*;
use twinlane::response::Body;
use twinlane::testing::TestClient;

use crate::dependency::Log;

fn app() -> App {
    App::new().router(router())
}

fn router() -> Router {
    Router::new().routes(routes![read_item, fails, sum, slow, who])
}

#[get("/items/{item_id}")]
async fn read_item(item_id: i64) -> Value {
    json!({ "item_id": item_id })
}

#[get("/fails")]
async fn fails() -> Result<String> {
    Err(twinlane::Error::msg("no disk"))
}

#[post("/sum")]
async fn sum(numbers: Vec<i64>) -> i64 {
    numbers.iter().sum()
}

#[get("/slow")]
async fn slow() -> String {
    std::future::pending().await
}

/// Somebody, as a middleware says.
#[derive(Clone)]
struct User(String);

#[get("/who")]
async fn who(user: Extension<User>) -> String {
    user.0.0
}

/// Marks a response with its name, behind those that are there.
struct Mark(&'static str);

impl Middleware for Mark {
    async fn handle(&self, request: Request, next: Next) -> Result<Response> {
        let mut response = next.run(request).await;
        let name = HeaderValue::from_static(self.0);
        response.headers_mut().append("x-mark", name);
        Ok(response)
    }
}

fn marks(response: &twinlane::testing::TestResponse) -> Vec<String> {
    let marks = response.headers().get_all("x-mark").into_iter();
    marks
        .map(|mark| mark.to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_list_is_application_outer_router_inner_router_operation() {
    #[get("/own", middleware = [Mark("operation 1"), Mark("operation 2")])]
    async fn own() -> String {
        "own".to_owned()
    }
    let inner = Router::new()
        .routes(routes![own])
        .middleware(Mark("inner 1"))
        .middleware(Mark("inner 2"));
    let outer = Router::new().router(inner).middleware(Mark("outer"));
    let app = app()
        .middleware(Mark("application 1"))
        .router(outer)
        .middleware(Mark("application 2"));
    let client = TestClient::blocking(app);
    let inside_out = [
        "operation 2",
        "operation 1",
        "inner 1",
        "inner 2",
        "outer",
        "application 1",
        "application 2",
    ];
    assert_eq!(marks(&client.get("/own").send()), inside_out);
    // Others are around the application alone; and so are the pages and the error responses.
    for path in ["/items/1", "/fails", "/nowhere", "/openapi.json", "/docs"] {
        let response = client.get(path).send();
        assert_eq!(marks(&response), inside_out[5..], "{path}");
    }
}

#[test]
fn a_function_takes_states_and_a_closure_what_it_holds() {
    async fn names(
        request: Request,
        next: Next,
        log: State<Log>,
        name: State<&'static str>,
    ) -> Response {
        log.add(format!("{} in", *name));
        let response = next.run(request).await.with_header("x-name", *name);
        log.add(format!("{} out", *name));
        response
    }
    let log = Log::default();
    let in_closure = log.clone();
    let closure = move |request: Request, next: Next| {
        let log = in_closure.clone();
        async move {
            log.add(format!("{} {}", request.method(), request.uri()));
            next.run(request).await
        }
    };
    let app = app()
        .state(log.clone())
        .state("Ada")
        .middleware(closure)
        .middleware(names);
    let client = TestClient::blocking(app);
    let response = client.get("/items/1").send();
    assert_eq!(response.header("x-name"), Some("Ada"));
    assert_eq!(log.lines(), ["Ada in", "GET /items/1", "Ada out"]);
}

#[test]
fn a_state_that_nobody_gives_keeps_the_application_from_starting() {
    async fn counts(request: Request, next: Next, _count: State<u64>) -> Response {
        next.run(request).await
    }
    let router = Router::new().routes(routes![read_item]).middleware(counts);
    let error: BuildError = App::new()
        .middleware(counts)
        .router(router)
        .check()
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with(
            "the application cannot start: 2 mistakes\n  1. the application: the middleware `"
        ),
        "{text}"
    );
    let place = "2. GET /items/{item_id} (it::middleware::read_item): the middleware `";
    assert!(text.contains(place), "{text}");
    assert_eq!(
        text.matches("takes a state of type `u64`").count(),
        2,
        "{text}"
    );
}

#[derive(Debug)]
struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("closed")
    }
}

impl std::error::Error for Closed {}

#[test]
fn an_error_of_a_middleware_is_answered_as_one_of_an_operation() {
    async fn refuses(request: Request, next: Next) -> Result<Response> {
        match request.header("x-refuse").as_deref() {
            Some("http") => Err(HttpError::new(418, "Teapot")
                .header("x-tea", "green")
                .into()),
            Some("own") => Err(Closed.into()),
            Some("other") => Err(twinlane::Error::msg("out of tea")),
            _ => Ok(next.run(request).await),
        }
    }
    async fn closed(_: Closed, request: Request) -> (StatusCode, Value) {
        let agent = request.header("x-agent").map(std::borrow::Cow::into_owned);
        (
            StatusCode::LOCKED,
            json!({ "closed": request.uri().path(), "agent": agent }),
        )
    }
    for around_all in [true, false] {
        let app = if around_all {
            app().middleware(refuses)
        } else {
            App::new().router(router().middleware(refuses))
        };
        // Further out than the middleware: it has the response to the error.
        let client = TestClient::blocking(app.on_error(closed).middleware(Mark("outer")));
        let get = |refuse: &str| {
            client
                .get("/items/1")
                .header("x-refuse", refuse)
                .header("x-agent", "a")
                .send()
        };
        let response = get("http");
        assert_eq!(
            (response.status().as_u16(), response.header("x-tea")),
            (418, Some("green"))
        );
        assert_eq!(response.json::<Value>(), json!({ "detail": "Teapot" }));
        let response = get("own");
        assert_eq!(response.status(), 423);
        assert_eq!(
            response.json::<Value>(),
            json!({ "closed": "/items/1", "agent": "a" })
        );
        let response = get("other");
        assert_eq!(
            (response.status().as_u16(), response.text().as_str()),
            (500, "Internal Server Error")
        );
        assert_eq!(marks(&response), ["outer"]);
        assert_eq!(get("not").status(), 200);
    }
}

#[test]
fn try_run_sees_the_error_and_the_body_is_still_there() {
    async fn explains(mut request: Request, next: Next) -> Result<Response> {
        let body = request.bytes().await?;
        let answered = next.try_run(request).await;
        if let Err(error) = &answered
            && let Some(invalid) = error.downcast_ref::<RequestValidationError>()
        {
            let body = String::from_utf8_lossy(&body).into_owned();
            let count = invalid.errors().len();
            return Err(HttpError::new(422, json!({ "errors": count, "body": body })).into());
        }
        answered
    }
    let client = TestClient::blocking(App::new().router(router().middleware(explains)));
    let post = |body: &'static str| {
        let request = client
            .post("/sum")
            .header("content-type", "application/json");
        request.body(body).send()
    };
    assert_eq!(post("[1, 2]").text(), "3");
    let response = post("[1, \"x\", \"y\"]");
    assert_eq!(response.status(), 422);
    let detail = json!({ "detail": { "errors": 2, "body": "[1, \"x\", \"y\"]" } });
    assert_eq!(response.json::<Value>(), detail);
    assert_eq!(client.get("/fails").send().status(), 500);
}

#[test]
fn a_body_is_read_within_the_limit_of_its_place() {
    #[post("/small", max_body_size = 4)]
    async fn small(body: twinlane::parameter::RequestBody) -> Result<usize> {
        Ok(body.bytes().await?.len())
    }
    async fn reads(mut request: Request, next: Next, log: State<Log>) -> Result<Response> {
        log.add(request.bytes().await?.len().to_string());
        Ok(next.run(request).await)
    }
    let log = Log::default();
    let router = Router::new().routes(routes![small]).middleware(reads);
    let client = TestClient::blocking(App::new().state(log.clone()).router(router));
    assert_eq!(client.post("/small").body("1234").send().text(), "4");
    assert_eq!(client.post("/small").body("12345").send().status(), 413);
    assert_eq!(
        log.lines(),
        ["4"],
        "the middleware has not read the longer one"
    );
}

/// FastAPI's example of a custom request class: a body in another encoding.
#[test]
fn a_body_can_be_put_in_the_place_of_another() {
    async fn unpacks(mut request: Request, next: Next) -> Result<Response> {
        if request.headers_mut().remove("content-encoding").is_some() {
            let unpacked: Vec<u8> = request.bytes().await?.iter().map(|byte| byte - 1).collect();
            request.set_body(unpacked);
        }
        Ok(next.run(request).await)
    }
    let client = TestClient::blocking(App::new().router(router().middleware(unpacks)));
    let packed: Vec<u8> = "[3,4]".bytes().map(|byte| byte + 1).collect();
    let request = client
        .post("/sum")
        .header("content-type", "application/json");
    let response = request
        .header("content-encoding", "shift")
        .body(packed)
        .send();
    assert_eq!(response.text(), "7");
}

#[test]
fn a_middleware_hands_values_to_operations() {
    async fn authenticates(mut request: Request, next: Next) -> Response {
        let user = request.header("x-user").map(|name| User(name.into_owned()));
        if let Some(user) = user {
            request.extensions_mut().insert(user);
        }
        next.run(request).await
    }
    for app in [
        app().middleware(authenticates),
        App::new().router(router().middleware(authenticates)),
    ] {
        let client = TestClient::blocking(app);
        let response = client.get("/who").header("x-user", "Ada").send();
        assert_eq!(response.text(), "\"Ada\"");
        assert_eq!(client.get("/who").send().status(), 500);
    }
}

#[test]
fn a_middleware_learns_which_operation_was_met() {
    async fn notes(mut request: Request, next: Next, log: State<Log>) -> Response {
        let matched = request.matched();
        assert_eq!(matched.error(), None);
        let response = next.run(request).await;
        log.add(match (matched.path(), matched.operation_id()) {
            (Some(path), Some(id)) => format!("{path} {id} {:?}", matched.error()),
            _ => "nothing".to_owned(),
        });
        response
    }
    let log = Log::default();
    let inner = Router::new()
        .prefix("/inner")
        .router(router().middleware(notes));
    let app = app().router(inner).state(log.clone()).middleware(notes);
    let client = TestClient::blocking(app);
    for (path, expected) in [
        (
            "/items/3",
            vec!["/items/{item_id} read_item_items__item_id__get None"],
        ),
        (
            "/items/x",
            vec![concat!(
                "/items/{item_id} read_item_items__item_id__get Some(\"1 validation error:\\n",
                "  {'type': 'int_parsing', 'loc': ('path', 'item_id'), 'msg': 'Input should be a valid integer, ",
                "unable to parse string as an integer', 'input': 'x'}\")"
            )],
        ),
        ("/fails", vec!["/fails fails_fails_get Some(\"no disk\")"]),
        ("/nowhere", vec!["nothing"]),
        ("/docs", vec!["nothing"]),
        (
            "/inner/fails",
            vec!["/inner/fails fails_inner_fails_get Some(\"no disk\")"; 2],
        ),
    ] {
        let _ = client.get(path).send();
        assert_eq!(log.lines(), expected, "{path}");
    }
}

#[tokio::test]
async fn layers_of_tower_stand_in_the_same_list() {
    async fn too_slow(_: Elapsed, _: Request) -> (StatusCode, Value) {
        (StatusCode::GATEWAY_TIMEOUT, json!({ "detail": "too slow" }))
    }
    let rewrites = MapRequestLayer::new(|mut request: http::Request<Body>| {
        if request.uri().path() == "/old" {
            *request.uri_mut() = "/items/7".parse().unwrap();
        }
        request
    });
    let app = app()
        .middleware(Mark("inner"))
        .layer(rewrites)
        .layer(TimeoutLayer::new(Duration::from_millis(20)))
        .middleware(Mark("outer"))
        .on_error(too_slow);
    let client = TestClient::new(app);
    let response = client.get("/old").await;
    assert_eq!(response.json::<Value>(), json!({ "item_id": 7 }));
    assert_eq!(marks(&response), ["inner", "outer"]);
    let response = client.get("/slow").await;
    assert_eq!(response.json::<Value>(), json!({ "detail": "too slow" }));
    assert_eq!(
        (response.status().as_u16(), marks(&response)),
        (504, vec!["outer".to_owned()])
    );
}

/// A layer is applied once: what its service shares is shared by all requests.
#[tokio::test]
async fn a_layer_shares_its_state_among_requests() {
    #[derive(Clone, Default)]
    struct MostAtATime(Arc<Mutex<(usize, usize)>>);
    #[get("/busy")]
    async fn busy(most: State<MostAtATime>) {
        {
            let mut counts = most.0.lock().unwrap();
            counts.0 += 1;
            counts.1 = counts.1.max(counts.0);
        }
        tokio::task::yield_now().await;
        tokio::time::sleep(Duration::from_millis(1)).await;
        most.0.lock().unwrap().0 -= 1;
    }
    for limit in [1, 8] {
        let most = MostAtATime::default();
        let app = App::new()
            .routes(routes![busy])
            .state(most.clone())
            .layer(GlobalConcurrencyLimitLayer::new(limit));
        let client = TestClient::new(app);
        let requests = (0..8).map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get("/busy").await.status() })
        });
        for request in requests.collect::<Vec<_>>() {
            assert_eq!(request.await.unwrap(), 200);
        }
        let most = most.0.lock().unwrap().1;
        assert!(
            if limit == 1 { most == 1 } else { most > 1 },
            "{limit}: {most}"
        );
    }
}

#[test]
fn a_middleware_may_run_the_rest_twice() {
    async fn retries(request: Request, next: Next) -> Result<Response> {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let again = next.clone();
        match next.try_run(request).await {
            Err(_) => {
                let mut request = Request::new(http::Request::new(()));
                (*request.method_mut(), *request.uri_mut()) = (method, uri);
                again.try_run(request).await
            }
            answered => answered,
        }
    }
    #[get("/flaky")]
    async fn flaky(tries: State<AtomicUsize>) -> Result<usize> {
        match tries.fetch_add(1, Ordering::Relaxed) {
            0 => Err(Closed.into()),
            tries => Ok(tries + 1),
        }
    }
    let router = Router::new().routes(routes![flaky]).middleware(retries);
    let app = App::new().state(AtomicUsize::new(0)).router(router);
    let response = TestClient::blocking(app).get("/flaky").send();
    assert_eq!(
        (response.status().as_u16(), response.text().as_str()),
        (200, "2")
    );
}

#[test]
fn a_stream_goes_through_unread_and_head_has_the_head_alone() {
    let app = app().middleware(Mark("all"));
    let client = TestClient::blocking(app);
    let request = client.request(Method::HEAD, "/openapi.json");
    let response = request.send();
    assert_eq!(
        (response.status().as_u16(), response.text().as_str()),
        (200, "")
    );
    assert_eq!(marks(&response), ["all"]);
}

#[tokio::test(start_paused = true)]
async fn what_takes_too_long_is_given_up_and_undone() {
    #[dependency]
    async fn connection(log: State<Log>) -> Provided<(), AfterResponse> {
        Provided::new(()).after_response(async move |(), outcome| {
            log.add(format!("{outcome:?}"));
        })
    }
    #[get("/never", timeout = Duration::from_secs(5))]
    async fn never(_connection: Depends<connection>) {
        std::future::pending::<()>().await;
    }
    #[get("/soon", timeout = Duration::from_secs(5))]
    async fn soon(_connection: Depends<connection>) -> i64 {
        tokio::time::sleep(Duration::from_secs(4)).await;
        1
    }
    let log = Log::default();
    let app = App::new().routes(routes![never, soon]).state(log.clone());
    let service = app.into_service().unwrap();
    let client = TestClient::of(service.clone());
    assert_eq!(client.get("/soon").await.text(), "1");
    let response = client.get("/never").await;
    assert_eq!(response.status(), 504);
    assert_eq!(
        response.json::<Value>(),
        json!({ "detail": "Gateway Timeout" })
    );
    service.wait_idle().await;
    assert_eq!(log.lines(), ["Answered", "Cancelled"]);
}

#[test]
fn a_timeout_of_nothing_keeps_the_application_from_starting() {
    #[get("/", timeout = Duration::ZERO)]
    async fn nothing() {}
    let error = App::new().routes(routes![nothing]).check().unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("with a `timeout` of nothing it would never answer"),
        "{text}"
    );
}

/// A value made at the start of the application.
struct Pool(&'static str);

#[dependency(lifespan)]
async fn pool() -> Pool {
    Pool("made")
}

#[tokio::test]
async fn a_middleware_takes_what_is_made_at_the_start() {
    async fn names(request: Request, next: Next, pool: State<Pool>) -> Response {
        next.run(request).await.with_header("x-pool", pool.0)
    }
    let router = router().middleware(names);
    let app = App::new()
        .lifespan(dependencies![pool])
        .router(router)
        .middleware(names);
    let client = TestClient::start(app).await.unwrap();
    let response = client.get("/items/1").await;
    assert_eq!(response.header("x-pool"), Some("made"));
    client.stop().await.unwrap();
}

#[test]
fn a_middleware_cannot_take_a_state_that_two_make() {
    #[dependency(lifespan)]
    async fn other() -> Pool {
        Pool("other")
    }
    async fn names(request: Request, next: Next, _pool: State<Pool>) -> Response {
        next.run(request).await
    }
    let app = app().lifespan(dependencies![pool, other]).middleware(names);
    let text = app.check().unwrap_err().to_string();
    assert!(
        text.contains("two states of type `it::middleware::Pool`"),
        "{text}"
    );
}
