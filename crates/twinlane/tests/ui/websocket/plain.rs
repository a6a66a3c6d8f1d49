use twinlane::prelude::*;

#[websocket("/ws")]
fn plain(_socket: WebSocket) {}

fn main() {
    let _ = routes![plain];
}
