//! What the framework logs is a line, whatever a client has sent, in any log.

use std::sync::{Arc, Mutex};

use tracing::level_filters::LevelFilter;
use twinlane::prelude::*;
use twinlane::testing::TestClient;
use twinlane::{AfterResponse, Error, Provided};

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

#[get("/fails")]
async fn fails(text: String) -> Result<()> {
    Err(Error::msg(text))
}

#[get("/panics")]
async fn panics(text: String) {
    assert!(text.is_empty(), "{text}");
}

#[get("/later")]
async fn later(text: String, tasks: &mut BackgroundTasks) {
    tasks.add(async move { Err::<(), _>(Error::msg(text)) });
}

#[get("/later/panics")]
async fn later_panics(text: String, tasks: &mut BackgroundTasks) {
    tasks.add(async move { assert!(text.is_empty(), "{text}") });
}

#[dependency]
async fn held(text: String) -> Provided<u8, AfterResponse> {
    Provided::new(1).after_response(async |_, _| Err(Error::msg(text)))
}

#[get("/torn")]
async fn torn(held: Depends<held>) -> u8 {
    *held
}

#[tokio::test]
async fn no_text_of_a_client_begins_a_line() {
    let lines = Lines::default();
    let writer = lines.clone();
    let log = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::ERROR)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _log = tracing::subscriber::set_default(log);
    let client =
        TestClient::new(App::new().routes(routes![fails, panics, later, later_panics, torn]));
    for path in ["/fails", "/panics", "/later", "/later/panics", "/torn"] {
        let text = "mine\r\nERROR forged\u{2028}\u{1b}[2K\u{202e}";
        let request = client.get(path).query([("text", text)]);
        request.await;
    }
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text.lines().count(), 5, "{text}");
    let escaped = r"mine\r\nERROR forged\u{2028}\u{1b}[2K\u{202e}";
    assert_eq!(text.matches(escaped).count(), 5, "{text}");
    assert!(
        !text.contains(['\r', '\u{2028}', '\u{1b}', '\u{202e}']),
        "{text:?}"
    );
}
