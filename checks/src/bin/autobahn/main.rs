//! The echo server that `conformance/autobahn/run` holds to Autobahn's cases: the protocol over a socket, and nothing else.

use std::io;

use bytes::BytesMut;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use twinlane_websocket::{Agreed, Event, Protocol};

mod head;

/// As in Autobahn's largest cases.
const MOST_BYTES: usize = 64 << 20;
const READ: usize = 64 << 10;

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = std::env::args().nth(1);
    let listener = TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:9001")).await?;
    loop {
        let (socket, _) = listener.accept().await?;
        // What becomes of it is the client's to say.
        tokio::spawn(serve(socket));
    }
}

async fn serve(mut socket: TcpStream) -> io::Result<()> {
    socket.set_nodelay(true)?;
    let mut input = BytesMut::new();
    let mut output = BytesMut::new();
    let agreed = head::shake_hands(&mut socket, &mut input, &mut output).await?;
    socket.write_all_buf(&mut output).await?;
    let Some(agreed) = agreed else {
        return Ok(());
    };
    echo(socket, agreed, input).await
}

/// Sends back what arrives, until one side closes.
async fn echo(mut socket: TcpStream, agreed: Agreed, mut input: BytesMut) -> io::Result<()> {
    let mut protocol = Protocol::server(agreed, MOST_BYTES);
    let mut output = BytesMut::new();
    loop {
        while let Some(event) = protocol.read(&mut input) {
            let goes_on = answer(&mut protocol, &event, &mut output);
            socket.write_all_buf(&mut output).await?;
            if !goes_on {
                return socket.shutdown().await;
            }
        }
        input.reserve(READ);
        if socket.read_buf(&mut input).await? == 0 {
            return Ok(());
        }
    }
}

/// Answers what has arrived. False: it was the end.
fn answer(protocol: &mut Protocol, event: &Event, output: &mut BytesMut) -> bool {
    match event {
        Event::Text(text) => protocol.write_text(text, output),
        Event::Binary(bytes) => protocol.write_binary(bytes, output),
        Event::Ping(payload) => protocol.write_pong(payload, output),
        Event::Pong(_) => {}
        Event::Close(frame) => protocol.write_close(frame.as_ref(), output),
        Event::Failed(frame) => protocol.write_close(Some(frame), output),
    }
    !matches!(event, Event::Close(_) | Event::Failed(_))
}
