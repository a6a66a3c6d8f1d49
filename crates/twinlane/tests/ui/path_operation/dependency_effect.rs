//! A dependency that runs for its effect, whose value somebody would have to see.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use twinlane::prelude::*;
use twinlane::{Provided, Response};

#[dependency]
async fn optional() -> Option<Result<(), HttpError>> {
    Some(Err(HttpError::new(403, "Forbidden")))
}

#[dependency]
async fn deep() -> Result<(u8, HashMap<String, Arc<Mutex<[Result<()>; 1]>>>)> {
    Ok((1, HashMap::new()))
}

#[dependency]
async fn error() -> HttpError {
    HttpError::new(403, "Forbidden")
}

#[derive(Debug, ApiError)]
enum Refused {
    #[error(status = 402, detail = "Pay first")]
    Unpaid,
}

#[dependency]
async fn own_error() -> Option<Refused> {
    Some(Refused::Unpaid)
}

#[dependency]
async fn dynamic() -> Option<Box<dyn std::error::Error + Send + Sync>> {
    None
}

#[dependency]
async fn response() -> Response {
    Response::default()
}

#[dependency]
async fn status() -> (StatusCode, &'static str) {
    (StatusCode::FORBIDDEN, "no")
}

#[dependency]
async fn generic<P: Default + Send + Sync + 'static>() -> Vec<P> {
    Vec::new()
}

trait Made {
    fn made() -> Self;
}

#[dependency]
async fn made<P: Made + Send + Sync + 'static>() -> Option<P> {
    Some(P::made())
}

impl Made for Result<(), HttpError> {
    fn made() -> Self {
        Ok(())
    }
}

impl Made for Provided<u8> {
    fn made() -> Self {
        Provided::new(1).before_response(|_, _| ())
    }
}

#[dependency]
async fn awaited_later() -> Option<Pin<Box<dyn Future<Output = ()> + Send>>> {
    None
}

#[get("/", dependencies = [
    optional,
    deep,
    error,
    own_error,
    dynamic,
    response,
    status,
    generic::<u8>,
    made::<Result<(), HttpError>>,
    awaited_later,
])]
async fn read() {}

fn main() {
    let _ = App::new().dependencies(dependencies![optional]);
    let _ = Router::new().dependencies(dependencies![made::<Result<(), HttpError>>]);
}
