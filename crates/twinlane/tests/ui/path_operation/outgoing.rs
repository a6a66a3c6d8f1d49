use twinlane::prelude::*;

#[webhook(post, "new-item")]
fn with_a_body(name: String) {}

#[callback("{$request.body.url}")]
fn without_a_method(name: String);

#[webhook(post)]
fn without_a_name(name: String);

#[webhook(post, "new-item", in_place)]
fn with_a_lane(name: String);

#[post("/items", callbacks(not_a_callback))]
fn create(name: String) {
    let _ = name;
}

#[get("/items")]
fn not_a_callback() {}

#[get("/media", media_type = 1, responses(1000 = Vec<String>))]
fn media() {}

fn main() {}
