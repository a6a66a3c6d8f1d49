//! axum's WebSockets as its users write them: `axum::serve`, and a channel of tokio's for a room.

use std::io;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use tokio::select;
use tokio::sync::broadcast::{self, Receiver, Sender};
use twinlane_benches::axum_main;
use twinlane_benches::block::{Hold, block};
use twinlane_benches::order::Done;

/// As many messages as a room of Twinlane keeps.
const CAPACITY: usize = 256;

fn main() -> io::Result<()> {
    let router = Router::new()
        .route("/echo", get(echo))
        .route("/room", get(room))
        .route("/blocked", get(blocked))
        .route("/ping", get(ping))
        .with_state(broadcast::channel(CAPACITY).0);
    axum_main::run(router)
}

async fn echo(upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async |mut socket| {
        while let Some(Ok(message)) = socket.recv().await {
            if let Message::Text(_) = message
                && socket.send(message).await.is_err()
            {
                return;
            }
        }
    })
}

async fn room(upgrade: WebSocketUpgrade, State(messages): State<Sender<Utf8Bytes>>) -> Response {
    let news = messages.subscribe();
    upgrade.on_upgrade(|socket| member(socket, messages, news))
}

async fn member(mut socket: WebSocket, messages: Sender<Utf8Bytes>, mut news: Receiver<Utf8Bytes>) {
    loop {
        select! {
            message = socket.recv() => match message {
                // This one receives it itself.
                Some(Ok(Message::Text(text))) => drop(messages.send(text)),
                Some(Ok(_)) => {}
                _ => return,
            },
            text = news.recv() => {
                let Ok(text) = text else { return };
                if socket.send(Message::Text(text)).await.is_err() {
                    return;
                }
            }
        }
    }
}

async fn blocked(upgrade: WebSocketUpgrade, Query(hold): Query<Hold>) -> Response {
    upgrade.on_upgrade(async move |mut socket| {
        while let Some(Ok(message)) = socket.recv().await {
            block(hold.ms);
            if socket.send(message).await.is_err() {
                return;
            }
        }
    })
}

async fn ping() -> Json<Done> {
    Json(Done { ok: true })
}
