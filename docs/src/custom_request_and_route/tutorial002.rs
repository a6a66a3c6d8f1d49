use twinlane::error::RequestValidationError;
use twinlane::prelude::*;

async fn log_validation_errors(mut request: Request, next: Next) -> Result<Response> {
    let body = request.bytes().await?;
    let answered = next.try_run(request).await;
    if let Err(error) = &answered
        && let Some(invalid) = error.downcast_ref::<RequestValidationError>()
    {
        let detail = json!({ "errors": invalid.errors(), "body": String::from_utf8_lossy(&body) });
        return Err(HttpError::new(422, detail).into());
    }
    answered
}

#[post("/")]
async fn sum_numbers(numbers: Vec<i64>) -> Value {
    json!(numbers.iter().sum::<i64>())
}

pub fn app() -> App {
    App::new().router(
        Router::new()
            .routes(routes![sum_numbers])
            .middleware(log_validation_errors),
    )
}
