//! The order of what stands around an operation, and what it sees of each other: middleware, operations, background tasks.

use twinlane::prelude::*;
use twinlane::parameter::Extension;
use twinlane::Error;

use crate::log::{Log, read_log};

tokio::task_local! {
    static NAME: &'static str;
}

/// For a plain function, which runs in another thread than the middleware.
#[derive(Clone)]
struct Name(&'static str);

fn is_noted(request: &Request) -> bool {
    request.uri().path() != "/log"
}

async fn inner(request: Request, next: Next, log: State<Log>) -> Response {
    let is_noted = is_noted(&request);
    if is_noted {
        log.add("inner >");
    }
    let response = next.run(request).await;
    if is_noted {
        log.add(format!("< inner {}", response.status().as_u16()));
    }
    response
}

async fn outer(mut request: Request, next: Next, log: State<Log>) -> Response {
    let is_noted = is_noted(&request);
    request.extensions_mut().insert(Name("outer"));
    let around = async {
        if is_noted {
            log.add("outer >");
        }
        let response = next.run(request).await;
        if is_noted {
            let status = response.status().as_u16();
            log.add(format!("< outer {status} {}", NAME.get()));
        }
        response.with_header("x-mark", "outer")
    };
    NAME.scope("outer", around).await
}

async fn by_status(error: HttpError, _: Request) -> (StatusCode, Value) {
    (
        error.status(),
        json!({ "by": "status", "detail": error.detail() }),
    )
}

async fn by_class(error: HttpError, _: Request) -> (StatusCode, Value) {
    (
        error.status(),
        json!({ "by": "class", "detail": error.detail() }),
    )
}

#[get("/order")]
async fn order(log: State<Log>, tasks: &mut BackgroundTasks) -> String {
    log.add("operation");
    for task in ["first task", "second task"] {
        let log = log.clone();
        tasks.add(async move { log.add(task) });
    }
    "done".to_owned()
}

// A value that is set within is gone without: Python's function sets it, too.
#[get("/context")]
async fn context() -> String {
    let found = NAME.get();
    NAME.scope("operation", async { found.to_owned() }).await
}

#[get("/plain-context")]
fn plain_context(name: Extension<Name>) -> String {
    name.0.0.to_owned()
}

#[get("/teapot")]
async fn teapot() -> Result<Value> {
    Err(Error::from(HttpError::new(418, "Teapot")))
}

#[get("/gone")]
async fn gone() -> Result<Value> {
    Err(Error::from(HttpError::new(410, "Gone")))
}

#[get("/items/{item_id}")]
async fn read_item(item_id: i64) -> Value {
    json!(item_id)
}

#[post("/small", max_body_size = 4)]
async fn small(#[body] text: String) -> String {
    text
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Stack")
        .max_body_size(100)
        .state(Log::default())
        .on_status(StatusCode::IM_A_TEAPOT, by_status)
        .on_error(by_class)
        .middleware(inner)
        .middleware(outer)
        .routes(routes![
            read_log,
            order,
            context,
            plain_context,
            teapot,
            gone,
            read_item,
            small
        ])
}
