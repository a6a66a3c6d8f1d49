//! Twinlane's WebSockets as its users write them, with its defaults. `BENCH_WORKERS` and `BENCH_SPARE_WORKERS` as in `bench_twinlane`.

use std::sync::Arc;

use tokio::select;
use twinlane::prelude::*;
use twinlane::websocket::PreparedMessage;
use twinlane_benches::block::block;

const ROOM: &str = "lobby";

#[websocket("/echo")]
async fn echo(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    loop {
        let text = socket.receive_text().await?;
        socket.send_text(text).await?;
    }
}

#[websocket("/room")]
async fn room(mut socket: WebSocket, rooms: State<Rooms<PreparedMessage>>) -> Result<()> {
    let mut news = rooms.subscribe(ROOM);
    socket.accept().await?;
    loop {
        select! {
            text = socket.receive_text() => rooms.publish(ROOM, Arc::new(PreparedMessage::text(text?))),
            message = news.receive() => socket.send_prepared(&*message?).await?,
        }
    }
}

#[websocket("/blocked")]
async fn blocked(mut socket: WebSocket, ms: u64) -> Result<()> {
    socket.accept().await?;
    loop {
        let text = socket.receive_text().await?;
        block(ms);
        socket.send_text(text).await?;
    }
}

#[model]
struct Done {
    ok: bool,
}

#[get("/ping")]
async fn ping() -> Done {
    Done { ok: true }
}

twinlane_benches::twinlane_main!(serve);

async fn serve() -> Result {
    let rooms: Rooms<PreparedMessage> = Rooms::default();
    let app = App::new()
        .state(rooms)
        .routes(routes![echo, room, blocked, ping]);
    app.serve().await
}
