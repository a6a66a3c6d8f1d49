use std::time::Instant;
use twinlane::prelude::*;

async fn timed_route(request: Request, next: Next) -> Response {
    let before = Instant::now();
    let response = next.run(request).await;
    let duration = before.elapsed().as_secs_f64();
    println!("route duration: {duration}");
    println!("route response headers: {:?}", response.headers());
    response.with_header("X-Response-Time", duration.to_string())
}

#[get("/")]
async fn not_timed() -> Value {
    json!({ "message": "Not timed" })
}

#[get("/timed")]
async fn timed() -> Value {
    json!({ "message": "It's the time of my life" })
}

pub fn app() -> App {
    let router = Router::new().routes(routes![timed]).middleware(timed_route);
    App::new().routes(routes![not_timed]).router(router)
}
