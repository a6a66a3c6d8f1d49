use std::io::Read;

use flate2::read::GzDecoder;
use twinlane::prelude::*;

async fn gzip_request(mut request: Request, next: Next) -> Result<Response> {
    let encodings = request.headers().get_all("content-encoding");
    if encodings.iter().any(|encoding| encoding == "gzip") {
        let compressed = request.bytes().await?;
        let mut body = Vec::new();
        GzDecoder::new(&*compressed).read_to_end(&mut body)?;
        request.set_body(body);
    }
    next.try_run(request).await
}

#[post("/sum")]
async fn sum_numbers(numbers: Vec<i64>) -> Value {
    json!({ "sum": numbers.iter().sum::<i64>() })
}

pub fn app() -> App {
    let router = Router::new()
        .routes(routes![sum_numbers])
        .middleware(gzip_request);
    App::new().router(router)
}
