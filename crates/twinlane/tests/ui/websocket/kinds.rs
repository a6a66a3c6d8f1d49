use twinlane::prelude::*;

#[get("/a")]
#[websocket("/a")]
async fn two(_socket: WebSocket) {}

#[websocket("/b")]
async fn shared(_socket: &WebSocket) {}

#[websocket("/c")]
async fn forgotten(mut socket: WebSocket) -> Result<()> {
    socket.accept();
    Ok(())
}

fn main() {
    let _ = routes![two, shared, forgotten];
}
