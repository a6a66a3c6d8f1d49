//! The application that `conformance/autobahn/run` holds to Autobahn's cases: it sends back what it is sent.

use twinlane::prelude::*;

#[websocket("/")]
async fn echo(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    loop {
        let message = socket.receive().await?;
        socket.send(message).await?;
    }
}

#[twinlane::main]
async fn main() -> Result {
    App::new().routes(routes![echo]).serve().await
}
