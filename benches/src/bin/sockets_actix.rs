//! actix-web's WebSockets as its users write them: actix-ws, and a channel of tokio's for a room.

use std::io;
use std::net::Ipv4Addr;

use actix_web::web::{Data, Json, Payload, Query, ServiceConfig};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, get, rt};
use actix_ws::{Message, MessageStream, Session};
use bytestring::ByteString;
use tokio::select;
use tokio::sync::broadcast::{self, Receiver, Sender};
use twinlane_benches::block::{Hold, block};
use twinlane_benches::flags;
use twinlane_benches::order::Done;

/// As many messages as a room of Twinlane keeps.
const CAPACITY: usize = 256;

#[actix_web::main]
async fn main() -> io::Result<()> {
    let messages = Data::new(broadcast::channel::<ByteString>(CAPACITY).0);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(Data::clone(&messages))
            .configure(operations)
    });
    let server = match flags::value("--workers") {
        Some(workers) => server.workers(workers),
        None => server,
    };
    server
        .bind((Ipv4Addr::LOCALHOST, flags::required("--port")))?
        .disable_signals()
        .run()
        .await
}

fn operations(app: &mut ServiceConfig) {
    app.service(echo)
        .service(room)
        .service(blocked)
        .service(ping);
}

#[get("/echo")]
async fn echo(request: HttpRequest, body: Payload) -> actix_web::Result<HttpResponse> {
    let (response, mut session, mut stream) = actix_ws::handle(&request, body)?;
    rt::spawn(async move {
        while let Some(Ok(message)) = stream.recv().await {
            if let Message::Text(text) = message
                && session.text(text).await.is_err()
            {
                return;
            }
        }
    });
    Ok(response)
}

#[get("/room")]
async fn room(
    request: HttpRequest,
    body: Payload,
    messages: Data<Sender<ByteString>>,
) -> actix_web::Result<HttpResponse> {
    let (response, session, stream) = actix_ws::handle(&request, body)?;
    let news = messages.subscribe();
    rt::spawn(member(session, stream, messages, news));
    Ok(response)
}

async fn member(
    mut session: Session,
    mut stream: MessageStream,
    messages: Data<Sender<ByteString>>,
    mut news: Receiver<ByteString>,
) {
    loop {
        select! {
            message = stream.recv() => match message {
                // This one receives it itself.
                Some(Ok(Message::Text(text))) => drop(messages.send(text)),
                Some(Ok(_)) => {}
                _ => return,
            },
            text = news.recv() => {
                let Ok(text) = text else { return };
                if session.text(text).await.is_err() {
                    return;
                }
            }
        }
    }
}

#[get("/blocked")]
async fn blocked(
    request: HttpRequest,
    body: Payload,
    hold: Query<Hold>,
) -> actix_web::Result<HttpResponse> {
    let (response, mut session, mut stream) = actix_ws::handle(&request, body)?;
    rt::spawn(async move {
        while let Some(Ok(Message::Text(text))) = stream.recv().await {
            block(hold.ms);
            if session.text(text).await.is_err() {
                return;
            }
        }
    });
    Ok(response)
}

#[get("/ping")]
async fn ping() -> Json<Done> {
    Json(Done { ok: true })
}
