//! Every method, and what the wrong one is told.

use twinlane::prelude::*;

pub(super) fn router() -> Router {
    Router::new()
        .tags(["methods"])
        .routes(routes![
            all_get,
            all_put,
            all_post,
            all_delete,
            all_options,
            all_head,
            all_patch,
            all_trace,
        ])
        .routes(routes![two_post, two_get, name_delete, part_get, part_put])
}

#[get("/methods/all")]
async fn all_get() -> Value {
    json!({ "method": "GET" })
}

#[put("/methods/all")]
async fn all_put() -> Value {
    json!({ "method": "PUT" })
}

#[post("/methods/all")]
fn all_post() -> Value {
    json!({ "method": "POST" })
}

#[delete("/methods/all")]
fn all_delete() -> Value {
    json!({ "method": "DELETE" })
}

#[options("/methods/all")]
async fn all_options() -> Value {
    json!({ "method": "OPTIONS" })
}

#[head("/methods/all")]
async fn all_head() -> Value {
    json!({ "method": "HEAD" })
}

#[patch("/methods/all")]
async fn all_patch() -> Value {
    json!({ "method": "PATCH" })
}

#[trace("/methods/all")]
async fn all_trace() -> Value {
    json!({ "method": "TRACE" })
}

#[post("/methods/two")]
async fn two_post() -> Value {
    json!({ "method": "POST" })
}

#[get("/methods/two")]
async fn two_get() -> Value {
    json!({ "method": "GET" })
}

#[delete("/methods/{name}")]
async fn name_delete(name: String) -> Value {
    json!({ "deleted": name })
}

#[get("/methods/{name}/parts/{number}")]
async fn part_get(name: String, number: i64) -> Value {
    json!({ "name": name, "number": number })
}

#[put("/methods/{other}/parts/{id}")]
async fn part_put(other: String, id: i64) -> Value {
    json!({ "other": other, "id": id })
}
