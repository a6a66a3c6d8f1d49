//! The head of the request, and the response to it.

use std::io;

use bytes::{Buf as _, BytesMut};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use twinlane::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use twinlane_websocket::{Agreed, Handshake};

const END: &[u8] = b"\r\n\r\n";

/// Reads the head from `input` and writes the response to `output`. None: the handshake is refused.
pub(crate) async fn shake_hands(
    socket: &mut TcpStream,
    input: &mut BytesMut,
    output: &mut BytesMut,
) -> io::Result<Option<Agreed>> {
    let end = loop {
        if let Some(end) = input.windows(END.len()).position(|part| part == END) {
            break end;
        }
        if socket.read_buf(input).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    };
    let headers = headers_of(&input[..end])?;
    input.advance(end + END.len());
    let handshake = match Handshake::of(&Method::GET, &headers) {
        Ok(handshake) => handshake,
        Err(refusal) => {
            write(refusal.status, &refusal.headers, output);
            output.extend_from_slice(refusal.text.as_bytes());
            return Ok(None);
        }
    };
    let (headers, agreed) = handshake.accept(true);
    write(StatusCode::SWITCHING_PROTOCOLS, &headers, output);
    Ok(Some(agreed))
}

fn headers_of(head: &[u8]) -> io::Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    for line in head.split(|byte| *byte == b'\n').skip(1) {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let name = HeaderName::from_bytes(parts.next().unwrap_or_default());
        let value = HeaderValue::from_bytes(parts.next().unwrap_or_default().trim_ascii());
        let (Ok(name), Ok(value)) = (name, value) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        headers.append(name, value);
    }
    Ok(headers)
}

fn write(status: StatusCode, headers: &HeaderMap, output: &mut BytesMut) {
    output.extend_from_slice(format!("HTTP/1.1 {status}\r\n").as_bytes());
    for (name, value) in headers {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            output.extend_from_slice(part);
        }
    }
    output.extend_from_slice(b"\r\n");
}
