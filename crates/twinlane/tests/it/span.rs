//! The `tracing` span of a request.

use std::sync::{Arc, Mutex};

use tracing::level_filters::LevelFilter;
use twinlane::prelude::*;
use twinlane::testing::TestClient;

#[get("/loop/{name}")]
async fn on_loop(name: String) -> String {
    tracing::info!("on the loop");
    name
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn what_an_operation_logs_is_inside_its_requests_span() {
    let lines = Lines::default();
    let writer = lines.clone();
    let log = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::DEBUG)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _log = tracing::subscriber::set_default(log);

    let client = TestClient::new(App::new().routes(routes![on_loop]));
    client.get("/loop/x?q=1").await;

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(
        text.contains("request{method=GET path=\"/loop/x\"}: it::span: on the loop"),
        "{text}"
    );
}
