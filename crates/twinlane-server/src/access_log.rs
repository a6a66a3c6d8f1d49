//! A line for each response, as Uvicorn writes it.

use std::convert::Infallible;
use std::fmt::{self, Write as _};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::request::Parts;
use http::{Extensions, Method, Request, Response, StatusCode, Uri, Version};
use tower_service::Service;

use crate::connection_info::{Connection, ForwardedClient};
use crate::forwarded::ForwardedPrefix;
use crate::log_text::LogText;

/// A service that logs the responses of the inner one, at INFO, target `twinlane::access`.
#[derive(Debug, Clone)]
pub(crate) struct AccessLog<S> {
    inner: S,
    lines: AccessLines,
}

/// The lines of one connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AccessLines {
    peer: Client,
}

/// The span of a request, in the extensions of its response. The line of the access log is written within this span.
#[derive(Debug, Clone)]
#[expect(clippy::exhaustive_structs, reason = "a span is all it is")]
pub struct LogSpan(pub tracing::Span);

/// Marks the response to a probe, in the extensions of the response.
///
/// Its line in the access log has the level DEBUG, so that a probe each second does not fill the log.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "a mark")]
pub struct ProbeResponse;

/// The client, as a line begins. One without an address, such as that of a unix socket, has nothing, as in Uvicorn.
#[derive(Debug, Clone, Copy)]
struct Client(Option<SocketAddr>);

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(address) => address.fmt(f),
            None => Ok(()),
        }
    }
}

impl<S> AccessLog<S> {
    pub(crate) fn new(inner: S, lines: AccessLines) -> Self {
        Self { inner, lines }
    }
}

impl AccessLines {
    pub(crate) fn of(connection: &Connection) -> Self {
        let peer = Client(connection.peer());
        Self { peer }
    }

    /// Writes the line of a request that no service is given.
    #[cold]
    pub(crate) fn refused(self, request: &Parts, status: StatusCode) {
        let Parts {
            method,
            uri,
            version,
            extensions,
            ..
        } = request;
        let line = self.begin((method, uri, *version), extensions);
        log(&line, status);
    }

    /// The line as far as the request tells it.
    fn begin(
        self,
        (method, uri, version): (&Method, &Uri, Version),
        extensions: &Extensions,
    ) -> String {
        let forwarded = extensions.get::<ForwardedClient>();
        let client = forwarded.map_or(self.peer, |client| Client(client.0));
        let prefix = extensions.get::<ForwardedPrefix>();
        let target = Target(prefix.map_or("", ForwardedPrefix::as_str), uri);
        format!("{client} - \"{method} {target} {}\"", name(version))
    }
}

fn log(line: &str, status: StatusCode) {
    let reason = status.canonical_reason().unwrap_or_default();
    tracing::info!(target: "twinlane::access", "{} {} {reason}", LogText(line), status.as_u16());
}

impl<S, A, B> Service<Request<A>> for AccessLog<S>
where
    S: Service<Request<A>, Response = Response<B>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<B>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<B>, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<A>) -> Self::Future {
        let asked = (request.method(), request.uri(), request.version());
        let line = self.lines.begin(asked, request.extensions());
        let answer = self.inner.call(request);
        Box::pin(async move {
            let response = answer.await?;
            let status = response.status();
            if response.extensions().get::<ProbeResponse>().is_some() {
                let reason = status.canonical_reason().unwrap_or_default();
                tracing::debug!(target: "twinlane::access", "{} {} {reason}", LogText(&line), status.as_u16());
                return Ok(response);
            }
            let span = response.extensions().get::<LogSpan>().cloned();
            let _entered = span.as_ref().map(|span| span.0.enter());
            log(&line, status);
            Ok(response)
        })
    }
}

/// Uvicorn's name of a version.
fn name(version: Version) -> &'static str {
    match version {
        Version::HTTP_2 => "HTTP/2",
        Version::HTTP_10 => "HTTP/1.0",
        _ => "HTTP/1.1",
    }
}

/// The path as Python's `urllib.parse.quote` writes it after the prefix that a proxy has cut off, and the query as it is.
struct Target<'u>(&'u str, &'u Uri);

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(prefix, uri) = self;
        f.write_str(prefix)?;
        write_quoted(f, uri.path())?;
        if let Some(query) = uri.query().filter(|query| !query.is_empty()) {
            write!(f, "?{query}")?;
        }
        Ok(())
    }
}

fn write_quoted(f: &mut fmt::Formatter<'_>, path: &str) -> fmt::Result {
    if path.bytes().all(stays) {
        return f.write_str(path);
    }
    let bytes = unquoted(path.as_bytes());
    // Bytes that are no UTF-8 have been replaced before Uvicorn's application sees the path.
    for byte in String::from_utf8_lossy(&bytes).bytes() {
        if stays(byte) {
            f.write_char(char::from(byte))?;
        } else {
            write!(f, "%{byte:02X}")?;
        }
    }
    Ok(())
}

fn stays(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.-~/".contains(&byte)
}

/// Without its percent escapes. What only looks like one stays.
fn unquoted(path: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path;
    while let [first, after @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, ..] => hex(*high).zip(hex(*low)),
            _ => None,
        };
        if let Some((high, low)) = escaped {
            bytes.push(high * 16 + low);
            rest = &rest[3..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    bytes
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `get_path_with_query_string` of Uvicorn 0.54 writes them. Its parser takes no UTF-8.
    #[test]
    fn a_target_is_quoted_as_uvicorn_quotes_it() {
        #[rustfmt::skip]
        let rows = [
            ("/", "/"),
            ("/a/b-c_d.e~f", "/a/b-c_d.e~f"),
            ("/a%20b", "/a%20b"),
            ("/%41:b@c", "/A%3Ab%40c"),
            ("/a%2Fb", "/a/b"),
            ("/a%0d%0aINFO", "/a%0D%0AINFO"),
            ("/%zz%4", "/%25zz%254"),
            ("/%ff%c3%a9", "/%EF%BF%BD%C3%A9"),
            ("/caf\u{e9}", "/caf%C3%A9"),
            ("/x?", "/x"),
            ("/x?a=%20&b=/:", "/x?a=%20&b=/:"),
            ("*", "%2A"),
        ];
        for (target, logged) in rows {
            let uri: Uri = target.parse().unwrap();
            assert_eq!(Target("", &uri).to_string(), logged, "{target}");
        }
        assert_eq!(Target("/api", &"/x".parse().unwrap()).to_string(), "/api/x");
    }
}
