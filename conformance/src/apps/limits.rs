//! The most bytes of a body and the bounds of a form: of the application, its routers and its operations. The nearest wins.

use twinlane::prelude::*;
use twinlane::parameter::{FormLimits, RequestBody};

#[post("/text")]
async fn text(#[body] text: String) -> usize {
    text.chars().count()
}

#[post("/raw")]
async fn raw(body: RequestBody) -> Result<usize> {
    Ok(body.bytes().await?.len())
}

#[post("/unread")]
async fn unread() -> String {
    "nobody reads it".to_owned()
}

#[post("/larger", max_body_size = 100)]
async fn larger(#[body] text: String) -> usize {
    text.chars().count()
}

#[post("/smaller", max_body_size = 16)]
async fn smaller(#[body] text: String) -> usize {
    text.chars().count()
}

#[post("/empty", max_body_size = 0)]
async fn empty(#[body] text: Option<String>) -> String {
    text.unwrap_or_else(|| "nothing".to_owned())
}

#[post("/form", max_body_size = 10_000)]
async fn form(#[form] a: Vec<String>) -> usize {
    a.len()
}

#[post(
    "/form/fewer",
    max_body_size = 10_000,
    form_limits(max_fields = 1)
)]
async fn fewer(#[form] a: Vec<String>) -> usize {
    a.len()
}

#[post(
    "/form/tiny",
    max_body_size = 10_000,
    form_limits(max_part_size = 5)
)]
async fn tiny(#[form] a: Vec<String>) -> usize {
    a.len()
}

#[post("/form/files", max_body_size = 10_000, form_limits(max_files = 1))]
async fn files(f: Vec<UploadFile>) -> usize {
    f.len()
}

#[post("/text")]
async fn near_text(#[body] text: String) -> usize {
    text.chars().count()
}

#[post("/larger", max_body_size = 200)]
async fn near_larger(#[body] text: String) -> usize {
    text.chars().count()
}

#[post("/form", max_body_size = 10_000)]
async fn near_form(#[form] a: Vec<String>) -> usize {
    a.len()
}

#[post("/text")]
async fn plain_text(#[body] text: String) -> usize {
    text.chars().count()
}

fn near() -> Router {
    Router::new()
        .prefix("/near")
        .max_body_size(32)
        .form_limits(FormLimits::new().max_fields(2))
        .routes(routes![near_text, near_larger, near_form])
}

/// The application.
pub fn app() -> App {
    let plain = Router::new().prefix("/plain").routes(routes![plain_text]);
    let outer = Router::new()
        .prefix("/outer")
        .max_body_size(24)
        .form_limits(FormLimits::new().max_fields(1))
        .router(near())
        .router(plain);
    App::new()
        .title("Limits")
        .max_body_size(64)
        .form_limits(FormLimits::new().max_fields(3).max_part_size(1024))
        .routes(routes![
            text, raw, unread, larger, smaller, empty, form, fewer, tiny, files
        ])
        .router(outer)
        .router(near())
}
