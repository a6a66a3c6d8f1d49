use std::time::Instant;
use twinlane::prelude::*;

async fn add_process_time_header(request: Request, next: Next) -> Response {
    let start_time = Instant::now();
    let response = next.run(request).await;
    let process_time = start_time.elapsed().as_secs_f64();
    response.with_header("X-Process-Time", process_time.to_string())
}

pub fn app() -> App {
    App::new().middleware(add_process_time_header)
}
