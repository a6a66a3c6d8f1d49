//! The parts that the targets share: a form that is read whole and in pieces, and WebSockets that have been agreed on.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method};
use http_body::{Body as HttpBody, Frame};
use twinlane_web::form::{Form, FormLimits, FormValue};
use twinlane_web::{Body, ReadLimits};
use twinlane_websocket::{Agreed, Handshake};

/// Reads a form whole and in pieces of this size: both must give the same fields, or the same error.
pub fn read_both_ways(content_type: &str, body: &[u8], piece: usize) {
    let Ok(content_type) = HeaderValue::from_str(content_type) else {
        return;
    };
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type)]);
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(async {
        let whole = read(&headers, Body::from(body.to_vec())).await;
        let pieces = Pieces {
            rest: Bytes::copy_from_slice(body),
            piece: piece.max(1),
        };
        let in_pieces = read(&headers, Body::stream(pieces)).await;
        assert_eq!(whole, in_pieces);
    });
}

/// The fields, each as it would be seen, or what the client would be told.
async fn read(headers: &HeaderMap, body: Body) -> Result<Vec<(String, String)>, String> {
    let limits = ReadLimits::new(1 << 20);
    let mut form_limits = FormLimits::DEFAULT;
    form_limits.max_fields = 50;
    form_limits.max_files = 20;
    form_limits.max_part_size = 4096;
    let form = Form::read(headers, body, limits, form_limits).await;
    let form = form.map_err(|error| error.to_string())?;
    let seen = |value: &FormValue| match value {
        FormValue::Text(text) => text.clone(),
        FormValue::File(file) => format!(
            "{:?} {:?} {:?} {:?}",
            file.file_name(),
            file.content_type(),
            file.headers(),
            file.in_memory()
        ),
    };
    Ok(form
        .fields()
        .map(|(name, value)| (name.to_owned(), seen(value)))
        .collect())
}

/// A body that arrives in pieces.
struct Pieces {
    rest: Bytes,
    piece: usize,
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let piece = self.piece.min(self.rest.len());
        let piece = self.rest.split_to(piece);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }
}

/// The headers of a handshake with this offer of compression, if there is one.
pub fn handshake_with(offer: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("sec-websocket-version", "13"),
        ("sec-websocket-extensions", offer),
    ] {
        if !value.is_empty() {
            headers.insert(name, HeaderValue::from_str(value).expect("a header"));
        }
    }
    headers
}

/// One of the agreements about compression that two sides may come to.
pub fn agreed(choice: u8) -> Agreed {
    let offer = match choice % 4 {
        0 => "",
        1 => "permessage-deflate; client_max_window_bits",
        2 => "permessage-deflate; server_max_window_bits=9; client_max_window_bits=8",
        _ => "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
    };
    let handshake = Handshake::of(&Method::GET, &handshake_with(offer));
    handshake.expect("a handshake").accept(true).1
}
