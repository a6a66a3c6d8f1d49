//! Log records of the framework are one line each, whatever a client has sent, in any log.

use tracing::level_filters::LevelFilter;
use twinlane::dependency::AfterResponse;
use twinlane::prelude::*;
use twinlane::testing::TestClient;
use twinlane::{Error, Provided};

use twinlane_log_lines::LogLines;

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
    let (lines, _log) = LogLines::keep(LevelFilter::ERROR);
    let client =
        TestClient::new(App::new().routes(routes![fails, panics, later, later_panics, torn]));
    for path in ["/fails", "/panics", "/later", "/later/panics", "/torn"] {
        let text = "mine\r\nERROR forged\u{2028}\u{1b}[2K\u{202e}";
        let request = client.get(path).query([("text", text)]);
        request.await;
    }
    let text = lines.take();
    assert_eq!(text.lines().count(), 5, "{text}");
    let escaped = r"mine\r\nERROR forged\u{2028}\u{1b}[2K\u{202e}";
    assert_eq!(text.matches(escaped).count(), 5, "{text}");
    assert!(
        !text.contains(['\r', '\u{2028}', '\u{1b}', '\u{202e}']),
        "{text:?}"
    );
}
