//! The description of an application in the document, and the additions of an operation and of a router.

use std::collections::HashMap;

use twinlane::prelude::*;
use twinlane::openapi::{Contact, ExternalDocs, License, ServerInfo, Tag};

#[get(
    "/items",
    tags = ["items"],
    openapi_extra = json!({
        "x-rate": { "limit": 5 },
        "externalDocs": { "url": "https://example.com/items" },
        "tags": ["extra"],
    })
)]
fn items() -> Value {
    json!([])
}

#[post(
    "/raw",
    openapi_extra = json!({
        "requestBody": {
            "description": "Anything",
            "content": { "application/x-yaml": { "schema": { "type": "string" } } },
        },
    })
)]
fn raw(#[body] size: i64) -> Value {
    json!(size)
}

#[get("/users")]
fn users() -> Value {
    json!([])
}

#[get("/secret")]
fn secret() -> Value {
    json!("seen")
}

#[post("/body")]
fn loose_body(item: HashMap<String, i64>) -> Value {
    json!(item)
}

#[post("/two")]
fn loose_two(#[body] a: i64, #[body] b: i64) -> Value {
    json!([a, b])
}

#[post("/body")]
fn strict_body(item: HashMap<String, i64>) -> Value {
    json!(item)
}

#[model]
struct Sample {
    a: i64,
}

fn named() -> Value {
    json!({ "one": { "summary": "One", "description": "The first", "value": "1" }, "two": { "value": "2" } })
}

#[get("/examples/{p}")]
fn examples(
    #[path(examples = [3])] p: i64,
    #[query(examples = ["x", "y"])] q: Option<String>,
    #[header(default = "z", deprecated, openapi_examples = named())] h: String,
    #[cookie(default = "d", examples = ["1"], openapi_examples = named())] c: String,
) -> Value {
    json!([p, q, h, c])
}

#[post("/examples/body")]
fn examples_body(
    #[body(
        examples = [json!({ "a": 1 })],
        openapi_examples = json!({ "normal": { "summary": "N", "value": { "a": 1 } } })
    )]
    sample: Sample,
) -> Value {
    json!(sample)
}

#[post("/examples/two")]
fn examples_two(
    #[body(examples = [json!({ "a": 1 })])] sample: Sample,
    #[body(examples = [1, 2])] n: i64,
) -> Value {
    json!([sample, n])
}

#[post("/examples/form")]
fn examples_form(#[form(examples = [1])] n: i64) -> Value {
    json!(n)
}

/// The application.
pub fn app() -> App {
    let users_tag = Tag::new("users")
        .description("Who they are")
        .external_docs(ExternalDocs::new("https://example.com/users").description("More"));
    let inner = Router::new()
        .prefix("/inner")
        .hidden()
        .routes(routes![secret]);
    let old = Router::new()
        .prefix("/old")
        .tags(["users"])
        .deprecated()
        .routes(routes![users])
        .router(inner);
    let strict = Router::new()
        .prefix("/strict")
        .strict_content_type(true)
        .routes(routes![strict_body]);
    let loose = Router::new()
        .prefix("/loose")
        .strict_content_type(false)
        .routes(routes![loose_body, loose_two])
        .router(strict);
    App::new()
        .title("Metadata")
        .version("2.5.0")
        .summary("All that can be said")
        .description("**Markdown**")
        .terms_of_service("http://example.com/terms")
        .contact(
            Contact::new()
                .name("Ada")
                .url("http://example.com")
                .email("ada@example.com"),
        )
        .license(License::new("MIT").identifier("MIT"))
        .describe_tag(users_tag)
        .describe_tag(Tag::new("items"))
        .server(ServerInfo::new("/v1").description("the first"))
        .server(ServerInfo::new("https://example.com"))
        .external_docs(ExternalDocs::new("https://example.com").description("All"))
        .routes(routes![items, raw])
        .router(loose)
        .router(old)
        .routes(routes![
            examples,
            examples_body,
            examples_two,
            examples_form
        ])
}
