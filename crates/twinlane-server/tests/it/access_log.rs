//! The access log, in Uvicorn's words.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span;
use twinlane_server::Settings;

use crate::client::Running;

/// Keeps the lines of the access log.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<String>>);

impl tracing::Subscriber for Lines {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "twinlane::access"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Message(&mut self.0.lock().unwrap()));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Message<'a>(&'a mut String);

impl Visit for Message<'_> {
    fn record_debug(&mut self, _: &Field, value: &dyn fmt::Debug) {
        writeln!(self.0, "{value:?}").unwrap();
    }
}

#[tokio::test]
async fn each_answer_is_a_line_where_wanted() {
    let lines = Lines::default();
    // This test's runtime has one thread, its own, so the server logs here.
    let _log = tracing::subscriber::set_default(lines.clone());

    let silent = Running::start(Settings::default()).await;
    let mut client = silent.connect().await;
    client.get("/unseen").await;
    client.read_until("/unseen").await;

    let server = Running::start(Settings::default().access_log(true)).await;
    let mut client = server.connect().await;
    client.get("/x?y=1").await;
    client.read_until("/x").await;

    let text = lines.0.lock().unwrap().clone();
    assert!(text.starts_with("127.0.0.1:"), "{text}");
    assert!(
        text.ends_with(" - \"GET /x?y=1 HTTP/1.1\" 200 OK\n"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1, "{text}");
}
