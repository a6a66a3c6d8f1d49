use twinlane::prelude::*;

#[model]
struct Item {
    id: u32,
}

#[get("/model")]
fn model() -> Response {
    Response::from(Item { id: 1 })
}

#[get("/value")]
fn value() -> Response {
    json!({ "id": 1 }).into()
}

#[get("/tuple")]
fn tuple() -> Response {
    Response::from((StatusCode::CREATED, "made"))
}

fn main() {}
