use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::HeaderValue;
use tokio::time::timeout;
use tower_service::Service as _;
use twinlane_web::{Body, Response};

use crate::Provided;
use crate::dependencies::Outcome;
use crate::errors::{Error, HttpError, Result};
use crate::middlewares::{Answering, IntoMiddleware, Next};
use crate::prelude::{
    App, BackgroundTasks, Depends, Router, State, StatusCode, Value, dependency, get, json, post,
    routes,
};
use crate::request::Request;
use crate::testing::TestClient;

/// The events, in order.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl Events {
    fn add(&self, event: impl Into<String>) {
        self.0.lock().unwrap().push(event.into());
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

fn named(
    name: &'static str,
    events: &Events,
) -> impl Fn(Request, Next) -> Answering<Response> + Send + Sync + 'static {
    let events = events.clone();
    move |request, next| {
        let events = events.clone();
        events.add(format!("{name} in"));
        Box::pin(async move {
            let mut response = next.run(request).await;
            events.add(format!("{name} out"));
            let value = HeaderValue::from_static(name);
            response.headers_mut().append("x-through", value);
            response
        })
    }
}

fn outcome_name(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answered => "answered".to_owned(),
        Outcome::Failed(error) => format!("failed: {error}"),
        Outcome::ClientGone => "client gone".to_owned(),
        Outcome::Cancelled => "cancelled".to_owned(),
    }
}

#[dependency]
async fn transaction(events: State<Events>) -> Provided<String> {
    events.add("provided");
    let events = Events::clone(&events);
    Provided::new("value".to_owned()).before_response(async move |_, outcome| {
        events.add(format!("undone: {}", outcome_name(&outcome)));
    })
}

#[dependency]
async fn connection(events: State<Events>) -> Provided<String, crate::dependencies::AfterResponse> {
    let events = Events::clone(&events);
    Provided::new("value".to_owned()).after_response(async move |_, outcome| {
        events.add(format!("closed: {}", outcome_name(&outcome)));
    })
}

/// It waits for ever, in its own call.
#[get("/endless")]
async fn endless(
    _transaction: Depends<transaction>,
    _connection: Depends<connection>,
    events: State<Events>,
) {
    events.add("begun");
    std::future::pending::<()>().await;
}

#[get("/")]
async fn root(events: State<Events>) -> String {
    events.add("operation");
    "root".to_owned()
}

#[get("/fails")]
async fn fails() -> Result {
    Err(HttpError::new(418, "teapot").into())
}

#[get("/unexpected")]
async fn unexpected() -> Result {
    Err(Error::msg("no disk"))
}

#[post("/length")]
async fn length(body: Value) -> usize {
    body.to_string().len()
}

fn router() -> Router {
    Router::new().routes(routes![endless, root, fails, unexpected, length])
}

fn app(events: &Events) -> App {
    App::new().state(events.clone()).router(router())
}

#[tokio::test]
async fn the_last_that_was_added_is_the_outermost() {
    let events = Events::default();
    let app = app(&events)
        .middleware(named("inner", &events))
        .middleware(named("outer", &events));
    let client = TestClient::new(app);
    let response = client.get("/").await;
    assert_eq!(response.text(), "\"root\"");
    let order = [
        "outer in",
        "inner in",
        "operation",
        "inner out",
        "outer out",
    ];
    assert_eq!(events.all(), order);
    // Error responses are made within: also those of routing.
    for (path, status) in [("/fails", 418), ("/unexpected", 500), ("/nowhere", 404)] {
        let response = client.get(path).await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.header("x-through"), Some("inner"), "{path}");
    }
    assert_eq!(client.post("/").await.status(), 405);
}

#[tokio::test]
async fn a_middleware_may_answer_itself_and_change_the_request() {
    async fn refuses(mut request: Request, next: Next) -> Result<Response> {
        if request.headers().contains_key("x-blocked") {
            return Err(HttpError::new(403, "blocked").into());
        }
        *request.uri_mut() = "/length".parse().unwrap();
        *request.method_mut() = http::Method::POST;
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert("content-type", json);
        request.set_body("[1,2]");
        Ok(next.run(request).await)
    }
    let events = Events::default();
    let client = TestClient::new(app(&events).middleware(refuses));
    assert_eq!(client.get("/").header("x-blocked", "1").await.status(), 403);
    assert!(events.all().is_empty());
    assert_eq!(client.get("/").await.text(), "5");
}

/// A middleware that does not wait longer than a moment.
async fn impatient(request: Request, next: Next) -> Response {
    let answered = timeout(Duration::from_millis(50), next.run(request)).await;
    answered.unwrap_or_else(|_| HttpError::new(504, "too slow").into_response())
}

/// Likewise, but it sees the error of the operation within.
async fn impatient_of_errors(request: Request, next: Next) -> Result<Response> {
    let answered = timeout(Duration::from_millis(50), next.try_run(request)).await;
    answered.unwrap_or_else(|_| Err(HttpError::new(504, "too slow").into()))
}

/// The same application with middleware around its operations.
fn around_operations<Via>(events: &Events, middleware: impl IntoMiddleware<Via>) -> App {
    App::new()
        .state(events.clone())
        .router(router().middleware(middleware))
}

const CANCELLED: [&str; 4] = [
    "provided",
    "begun",
    "undone: cancelled",
    "closed: cancelled",
];

#[tokio::test(start_paused = true)]
async fn a_dropped_operation_is_cancelled_and_undone_once() {
    let kinds: [fn(&Events) -> App; 4] = [
        |events| app(events).middleware(impatient),
        |events| app(events).middleware(impatient_of_errors),
        |events| around_operations(events, impatient),
        |events| around_operations(events, impatient_of_errors),
    ];
    for add in kinds {
        let events = Events::default();
        let service = add(&events).into_service().unwrap();
        let client = TestClient::of(service.clone());
        assert_eq!(client.get("/endless").await.status(), 504);
        service.wait_idle().await;
        assert_eq!(events.all(), CANCELLED);
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_around_the_operation_is_a_plain_500_and_undoes_once() {
    async fn panics_after(request: Request, next: Next) -> Response {
        // Begun, and dropped by the unwinding.
        let begun = timeout(Duration::from_millis(1), next.run(request)).await;
        begun.expect("broken middleware")
    }
    fn panics_at_once(_: Request, _: Next) -> Answering<Response> {
        panic!("broken middleware")
    }
    type Kind = (fn(&Events) -> App, bool);
    let kinds: [Kind; 4] = [
        (|events| app(events).middleware(panics_after), true),
        (|events| around_operations(events, panics_after), true),
        (|events| app(events).middleware(panics_at_once), false),
        (|events| around_operations(events, panics_at_once), false),
    ];
    for (add, begins) in kinds {
        let events = Events::default();
        let service = add(&events).into_service().unwrap();
        let response = TestClient::of(service.clone()).get("/endless").await;
        assert_eq!(
            (response.status(), response.text()),
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Internal Server Error".to_owned()
            )
        );
        service.wait_idle().await;
        let expected = if begins { &CANCELLED[..] } else { &[] };
        assert_eq!(events.all(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn an_operation_outlives_a_client_that_goes_while_middleware_waits_for_it() {
    #[get("/slow")]
    async fn slow(_value: Depends<transaction>, events: State<Events>) {
        tokio::time::sleep(Duration::from_millis(20)).await;
        events.add("finished");
    }
    let events = Events::default();
    let app = app(&events)
        .routes(routes![slow])
        .middleware(named("outer", &events));
    let mut service = app.into_service().unwrap();
    let request = http::Request::get("/slow").body(Body::empty()).unwrap();
    let left = timeout(Duration::from_millis(1), service.call(request)).await;
    assert!(left.is_err());
    service.wait_idle().await;
    let expected = [
        "outer in",
        "provided",
        "finished",
        "undone: answered",
        "outer out",
    ];
    assert_eq!(events.all(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_goes_in_the_outer_half_leaves_nothing_behind() {
    #[get("/task")]
    async fn with_task(
        _connection: Depends<connection>,
        tasks: &mut BackgroundTasks,
        events: State<Events>,
    ) {
        let events = Events::clone(&events);
        tasks.add(async move { events.add("task") });
    }
    let events = Events::default();
    let outer = events.clone();
    let lingers = move |request: Request, next: Next| {
        let events = outer.clone();
        async move {
            let response = next.run(request).await;
            events.add("after next");
            tokio::time::sleep(Duration::from_millis(20)).await;
            events.add("outer half ended");
            response
        }
    };
    let app = app(&events).routes(routes![with_task]).middleware(lingers);
    let mut service = app.into_service().unwrap();
    let request = http::Request::get("/task").body(Body::empty()).unwrap();
    let left = timeout(Duration::from_millis(5), service.call(request)).await;
    assert!(left.is_err());
    service.wait_idle().await;
    let expected = [
        "after next",
        "outer half ended",
        "task",
        "closed: client gone",
    ];
    assert_eq!(events.all(), expected);
}

#[tokio::test]
async fn middleware_of_an_operation_sees_its_error() {
    async fn translates(request: Request, next: Next, seen: State<Events>) -> Result<Response> {
        let answered = next.try_run(request).await;
        if let Err(error) = &answered {
            seen.add(error.to_string());
        }
        answered.map_err(|error| match error.to_string().as_str() {
            "no disk" => HttpError::new(503, "later").into(),
            _ => error,
        })
    }
    let events = Events::default();
    let client = TestClient::new(around_operations(&events, translates));
    assert_eq!(client.get("/fails").await.status(), 418);
    assert_eq!(
        client.get("/unexpected").await.json::<Value>(),
        json!({ "detail": "later" })
    );
    let invalid = client
        .post("/length")
        .header("content-type", "application/json");
    assert_eq!(invalid.body("{").await.status(), 422);
    // No operation is met: the error is none of an operation's.
    assert_eq!(client.get("/nowhere").await.status(), 404);
    let seen = events.all();
    assert_eq!(
        seen[..2],
        ["418: \"teapot\"", "no disk"].map(|it| it.replace('"', ""))
    );
    assert_eq!(seen.len(), 3);
}

#[tokio::test]
async fn the_operation_that_was_met_stays_whatever_its_middleware_makes_of_the_path() {
    #[get("/items/{item_id}")]
    async fn item(item_id: i64, request: &Request) -> Value {
        json!([item_id, request.uri().path()])
    }
    async fn rewrites(mut request: Request, next: Next) -> Response {
        *request.uri_mut() = "/".parse().unwrap();
        next.run(request).await
    }
    let router = Router::new().routes(routes![item]).middleware(rewrites);
    let app = App::new().router(router);
    let client = TestClient::new(app);
    assert_eq!(
        client.get("/items/3").await.json::<Value>(),
        json!([3, "/"])
    );
}
