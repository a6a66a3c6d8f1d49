//! The ids of operations in the document: which function makes them, and the components that are named by them.

use twinlane::routing::UniqueIdRoute;
use twinlane::prelude::*;

fn by(who: &'static str) -> impl Fn(&UniqueIdRoute<'_>) -> String + Send + Sync + 'static {
    move |route| {
        let (name, method, path) = (route.name(), route.method(), route.path());
        format!("{who} {name} {method} {path} {}", route.tags().join("+"))
    }
}

#[callback(post, "{$callback_url}/plain")]
fn plain_event(size: i64);

#[callback(post, "{$callback_url}/own", generate_unique_id_function = by("callback"), tags = ["events"])]
fn own_event(size: i64);

#[callback(put, "{$callback_url}/hidden", hidden)]
fn hidden_event(size: i64);

#[get("/plain", tags = ["a", "b"])]
fn plain() -> i64 {
    1
}

#[get("/own", generate_unique_id_function = by("operation"), callbacks(plain_event, own_event, hidden_event))]
fn own() -> i64 {
    1
}

#[get("/said", generate_unique_id_function = by("operation"), operation_id = "said")]
fn said() -> Vec<i64> {
    vec![1]
}

#[get("/named/{size}", name = "other name")]
fn named(size: i64) -> Vec<i64> {
    vec![size]
}

#[post("/parts")]
fn parts(#[body] size: i64, #[body(default = 1)] more: i64) -> i64 {
    size + more
}

#[post("/form", generate_unique_id_function = |route| format!("é:{}'s", route.name()))]
fn form(#[form] size: i64, #[form(default = 1)] more: i64) -> i64 {
    size + more
}

#[post("/hidden", hidden, callbacks(plain_event, own_event, hidden_event))]
fn hidden(#[body(embed)] size: i64) -> i64 {
    size
}

#[get("/one")]
fn one() -> i64 {
    1
}

#[get("/two", generate_unique_id_function = by("operation"), tags = ["two"])]
fn two() -> i64 {
    2
}

#[webhook(post, "plain")]
fn plain_hook(size: i64);

#[webhook(post, "own", generate_unique_id_function = by("webhook"), tags = ["hooks"])]
fn own_hook(size: i64);

/// A router with two operations, one of which says a function.
fn router() -> Router {
    Router::new().prefix("/r").routes(routes![one, two])
}

fn own_router() -> Router {
    router().generate_unique_id_function(by("router"))
}

fn outer() -> Router {
    let included = router()
        .prefix("/included")
        .generate_unique_id_function(by("include"));
    Router::new()
        .prefix("/outer")
        .generate_unique_id_function(by("outer"))
        .router(router())
        .router(own_router().prefix("/own"))
        .router(included)
}

/// The application.
pub fn app() -> App {
    let included = router()
        .prefix("/included")
        .tags(["i"])
        .generate_unique_id_function(by("include"));
    let both = own_router()
        .prefix("/both")
        .generate_unique_id_function(by("include"));
    App::new()
        .generate_unique_id_function(by("app"))
        .routes(routes![plain, own, said, named, parts, form, hidden])
        .router(router().prefix("/silent"))
        .router(included)
        .router(both)
        .router(outer().generate_unique_id_function(by("outermost")))
        .webhooks(webhooks![plain_hook, own_hook])
}
