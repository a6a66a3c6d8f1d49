//! The handshake of a connection, in its own task.

use std::io;

use tokio_rustls::TlsAcceptor;
use tracing::debug;

use crate::connection_info::Connection;
use crate::refusal::refuse;
use crate::stream::{RawSide, Stream, TlsStream};
use crate::tls::{Tls, TlsInfo};

impl Tls {
    /// The stream within TLS. Its client is waited for as long as it takes.
    ///
    /// # Errors
    ///
    /// The handshake has failed, and the client has been told.
    pub(crate) async fn enter(
        &self,
        raw: Stream,
        connection: Connection,
    ) -> io::Result<(Stream, Connection)> {
        let handshake = TlsAcceptor::from(self.config()).accept(RawSide::new(raw));
        match handshake.into_fallible().await {
            Ok(stream) => {
                let info = TlsInfo::of(stream.get_ref().1);
                let stream = Stream::Tls(Box::new(TlsStream::new(stream)));
                Ok((stream, connection.within_tls(info)))
            }
            Err((error, raw)) => {
                if let Some(stream) = raw.into_clear()
                    && !refuse(stream, REFUSAL).await
                {
                    debug!("a client that speaks clear HTTP does not listen");
                }
                Err(error)
            }
        }
    }
}

/// As nginx answers it.
const REFUSAL: &[u8] = b"HTTP/1.1 400 Bad Request\r\n\
    content-type: text/plain; charset=utf-8\r\n\
    content-length: 46\r\n\
    connection: close\r\n\
    \r\n\
    This port speaks HTTPS alone: ask for https://";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refusal_has_its_length() {
        let text = str::from_utf8(REFUSAL).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())));
    }
}
