use twinlane::prelude::*;

#[websocket("/a", tags = ["a"])]
async fn tagged(_socket: WebSocket) {}

#[websocket("/b", origins = "https://a.example")]
async fn one_origin(_socket: WebSocket) {}

#[websocket]
async fn no_path(_socket: WebSocket) {}

#[websocket("/d", max_message_size = 0)]
async fn nothing(_socket: WebSocket) {}

#[websocket("/e", compression = "yes")]
async fn text(_socket: WebSocket) {}

#[websocket("/f", ping_interval = 5)]
async fn seconds(_socket: WebSocket) {}

fn main() {
    let _ = routes![tagged, one_origin, no_path, nothing, text, seconds];
}
