//! The end of a connection, as the teardowns of its dependencies see it.

use std::future::pending;
use std::time::Duration;

use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::Instant;
use twinlane::dependency::{AfterResponse, BeforeResponse, Outcome};
use twinlane::prelude::*;
use twinlane::testing::TestClient;
use twinlane::websocket::{Disconnected, WebSocketEnd};

type Log = Sender<String>;

fn line(scope: &str, outcome: &Outcome, end: &WebSocketEnd) -> String {
    let outcome = match outcome {
        Outcome::Answered => "answered",
        Outcome::Failed(_) => "failed",
        Outcome::ClientGone => "client gone",
        Outcome::Cancelled => "cancelled",
    };
    let closed = end.closed();
    let closed = closed.map(|Disconnected { code, reason, .. }| format!("{code} {reason}"));
    format!("{scope}: {outcome}, {closed:?}")
}

#[dependency]
async fn before(socket: &mut WebSocket, log: State<Log>) -> Provided<u8, BeforeResponse> {
    let (end, log) = (socket.end(), Log::clone(&log));
    Provided::new(1).before_response(async move |_, outcome: Outcome| {
        log.send(line("before", &outcome, &end)).await.unwrap();
    })
}

#[dependency]
async fn after(socket: &mut WebSocket, log: State<Log>) -> Provided<u8, AfterResponse> {
    let (end, log) = (socket.end(), Log::clone(&log));
    Provided::new(1).after_response(async move |_, outcome: Outcome| {
        log.send(line("after", &outcome, &end)).await.unwrap();
    })
}

#[websocket("/ends/{how}", dependencies = [before, after])]
async fn ends(mut socket: WebSocket, how: String) -> Result<()> {
    if how == "unaccepted" {
        return Err(WebSocketError::new(1008, "no").into());
    }
    socket.accept().await?;
    match &*how {
        "returns" => Ok(()),
        "closes" => {
            socket.close(4002, "bye");
            Ok(())
        }
        "fails" => Err(WebSocketError::new(4003, "wrong").into()),
        _ => Err(socket.receive().await.unwrap_err().into()),
    }
}

/// Does not notice that its client has gone.
#[websocket("/unnoticed", disconnect_timeout = Duration::from_secs(90), dependencies = [after])]
async fn unnoticed(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    pending().await
}

#[websocket("/at-once", disconnect_timeout = Duration::ZERO, dependencies = [after])]
async fn at_once(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    pending().await
}

/// Goes on for longer than it is told to.
#[websocket("/told", disconnect_timeout = Duration::from_secs(90), dependencies = [after])]
async fn told(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    socket.closed().await;
    pending().await
}

fn client() -> (TestClient, Receiver<String>) {
    let (log, lines) = channel::<String>(8);
    let app = App::new()
        .state(log)
        .routes(routes![ends, unnoticed, at_once, told]);
    (TestClient::new(app), lines)
}

async fn lines_of(how: &str, code: Option<u16>) -> [String; 2] {
    let (client, mut lines) = client();
    let connected = client.websocket(&format!("/ends/{how}")).await;
    if let Ok(mut socket) = connected {
        if let Some(code) = code {
            socket.close(code, "client").await;
        }
        if how != "goes" {
            socket.receive_close().await;
        }
    }
    [lines.recv().await.unwrap(), lines.recv().await.unwrap()]
}

#[tokio::test]
async fn teardowns_learn_how_the_connection_has_ended() {
    // Before its response, one that has returned is still open; one that has failed is closed once all is undone.
    let open = "before: answered, None";
    let rows = [
        ("returns", None, [open, r#"after: answered, Some("1000 ")"#]),
        (
            "closes",
            None,
            [
                r#"before: answered, Some("4002 bye")"#,
                r#"after: answered, Some("4002 bye")"#,
            ],
        ),
        (
            "fails",
            None,
            ["before: failed, None", "after: failed, None"],
        ),
    ];
    for (how, code, expected) in rows {
        assert_eq!(lines_of(how, code).await, expected, "{how}");
    }
    let rows = [
        ("receives", Some(4004), r#"Some("4004 client")"#),
        ("goes", None, r#"Some("1006 ")"#),
        ("unaccepted", None, "None"),
    ];
    for (how, code, closed) in rows {
        for line in lines_of(how, code).await {
            assert!(line.ends_with(closed), "{how}: {line}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_operation_says_how_long_it_may_not_notice() {
    for (path, seconds) in [("/unnoticed", 90), ("/at-once", 0), ("/told", 90)] {
        let (client, mut lines) = client();
        drop(client.websocket(path).await.unwrap());
        let begun = Instant::now();
        let line = lines.recv().await.unwrap();
        assert_eq!(line, r#"after: client gone, Some("1006 ")"#, "{path}");
        assert_eq!(begun.elapsed().as_secs(), seconds, "{path}");
    }
}
