use std::fmt;
use twinlane::prelude::*;

#[derive(Debug)]
struct UnicornError {
    name: String,
}

impl fmt::Display for UnicornError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Oops! {} did something. There goes a rainbow...",
            self.name
        )
    }
}

impl std::error::Error for UnicornError {}

async fn unicorn_error_handler(error: UnicornError, _: Request) -> (StatusCode, Value) {
    (
        StatusCode::IM_A_TEAPOT,
        json!({ "message": error.to_string() }),
    )
}

#[get("/unicorns/{name}")]
async fn read_unicorn(name: String) -> Result<Value, UnicornError> {
    if name == "yolo" {
        return Err(UnicornError { name });
    }
    Ok(json!({ "unicorn_name": name }))
}

pub fn app() -> App {
    App::new()
        .on_error(unicorn_error_handler)
        .routes(routes![read_unicorn])
}
