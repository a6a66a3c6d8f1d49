//! The `tracing` span of a request.

use tracing::level_filters::LevelFilter;
use twinlane::prelude::*;
use twinlane::testing::TestClient;

use twinlane_log_lines::LogLines;

#[get("/loop/{name}")]
async fn on_loop(name: String) -> String {
    tracing::info!("on the loop");
    name
}

#[tokio::test]
async fn what_an_operation_logs_is_inside_its_requests_span() {
    let (lines, _log) = LogLines::keep(LevelFilter::DEBUG);

    let client = TestClient::new(App::new().routes(routes![on_loop]));
    client.get("/loop/x?q=1").await;

    let text = lines.take();
    assert!(
        text.contains("request{method=GET path=\"/loop/x\"}: it::span: on the loop"),
        "{text}"
    );
}
