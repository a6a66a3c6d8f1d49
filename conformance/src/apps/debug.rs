//! The debug mode: what is shown of an error, and what is not.

use std::fmt;

use twinlane::prelude::*;

#[derive(Debug)]
struct Handled;

impl fmt::Display for Handled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("handled")
    }
}

impl std::error::Error for Handled {}

async fn handled(_: Handled, _: Request) -> (StatusCode, Value) {
    (StatusCode::CONFLICT, json!({ "handled": true }))
}

async fn internal(_: HttpError, _: Request) -> (StatusCode, Value) {
    (StatusCode::INTERNAL_SERVER_ERROR, json!({ "sorry": true }))
}

#[get("/fails")]
async fn fails() -> Result<Value> {
    Err("no <b>lamps</b>".into())
}

#[get("/fails/plain")]
fn fails_plain() -> Result<Value> {
    panic!("no <b>lamps</b>")
}

#[get("/fails/number")]
fn number() -> Result<Value> {
    Ok("x".parse::<i64>()?.into())
}

#[dependency]
fn broken() -> Result<()> {
    Err("no lamps".into())
}

#[get("/fails/dependency", dependencies = [broken])]
async fn asks() -> Value {
    json!({})
}

#[get("/handled")]
async fn is_handled() -> Result<Value> {
    Err(Handled.into())
}

#[get("/told")]
async fn told() -> Result<Value> {
    Err(HttpError::new(500, "told").into())
}

#[get("/busy")]
async fn busy() -> Result<Value> {
    Err(HttpError::new(503, "busy").into())
}

#[get("/items/{item_id}")]
async fn read(item_id: i64) -> Value {
    item_id.into()
}

#[get("/fails")]
async fn quiet_fails() -> Result<Value> {
    Err("no lamps".into())
}

#[get("/fails")]
async fn loud_fails() -> Result<Value> {
    Err("no lamps".into())
}

/// The application.
pub fn app() -> App {
    let quiet = App::new().title("Quiet").routes(routes![quiet_fails]);
    let loud = App::new()
        .title("Loud")
        .debug(true)
        .routes(routes![loud_fails]);
    let around = App::new().title("Quiet around").mount("/loud", loud);
    App::new()
        .title("Debug")
        .debug(true)
        .on_error(handled)
        .on_status(StatusCode::INTERNAL_SERVER_ERROR, internal)
        .routes(routes![
            fails,
            fails_plain,
            number,
            asks,
            is_handled,
            told,
            busy,
            read
        ])
        .mount("/quiet", quiet)
        .mount("/around", around)
}
