use twinlane::prelude::*;

#[websocket("/a")]
async fn text(_socket: WebSocket) -> &'static str {
    "a"
}

#[websocket("/b")]
async fn boxed(_socket: WebSocket) -> Result<(), Box<dyn std::error::Error>> {
    Ok(())
}

struct MyError;

#[websocket("/c")]
async fn own(_socket: WebSocket) -> Result<(), MyError> {
    Ok(())
}

fn main() {
    let _ = routes![text, boxed, own];
}
