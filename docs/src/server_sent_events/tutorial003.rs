use twinlane::prelude::*;
use twinlane::response::{Event, EventStream};

#[get("/logs/stream")]
async fn stream_logs() -> EventStream<Value> {
    let logs = [
        "2025-01-01 INFO  Application started",
        "2025-01-01 DEBUG Connected to database",
        "2025-01-01 WARN  High memory usage detected",
    ];
    EventStream::of(logs.map(Event::raw))
}

pub fn app() -> App {
    App::new().routes(routes![stream_logs])
}
