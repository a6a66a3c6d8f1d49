//! The port that answers clear HTTP with a redirect to HTTPS.

use std::convert::Infallible;
use std::error::Error as _;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use tokio::task::JoinHandle;
use tower_service::Service;
use twinlane_path::{Host, Scheme};

use crate::arrivals::Arrivals;
use crate::connection;
use crate::connections::Connections;
use crate::incoming::Incoming;
use crate::listener::Listener;
use crate::overload::Overload;
use crate::service::Arriving;
use crate::settings::Settings;
use crate::tls::{Tls, TlsError};
use crate::transport::{Arrived, Transport};

/// Accepts connections on the port until it is dropped. They count among those of the server, and have their limits. Their requests count for none.
#[derive(Debug)]
pub(crate) struct Redirecting(JoinHandle<()>);

impl Drop for Redirecting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Listens on the port of the settings.
///
/// # Errors
///
/// The port cannot be had.
pub(crate) async fn listen(settings: &Settings, port: u16) -> Result<Listener, TlsError> {
    let mut place = settings.clone().port(port);
    (place.uds, place.listen_fds) = (None, false);
    place.fds.clear();
    Listener::bind(&place).await.map_err(|error| {
        let text = error.to_string().replace("--port", "--ssl-redirect-port");
        TlsError::of(match error.source() {
            Some(source) => format!("{text}: {source}"),
            None => text,
        })
    })
}

/// Answers each request with the same address on this port, within TLS.
pub(crate) fn redirect(
    listener: Listener,
    settings: &Settings,
    connections: &Connections,
    (tls, port): (Tls, Option<u16>),
) -> Redirecting {
    // Before TLS a proxy announces its clients here, too.
    let transport = Transport::new(settings);
    let mut arrivals = Arrivals::new(listener, transport, Overload::new(settings, None));
    let connections = Arc::new(connections.of_redirects());
    let service = Redirect { tls, port };
    Redirecting(tokio::spawn(async move {
        loop {
            let Arrived { stream, open, .. } = arrivals.next(&connections).await;
            let (service, connections) = (service.clone(), Arc::clone(&connections));
            let arriving = Arriving {
                forwarding: None,
                scheme: Scheme::Http,
                notes_scheme: false,
                lines: None,
            };
            connection::spawn(stream, service, connections, (open, arriving));
        }
    }))
}

#[derive(Clone)]
struct Redirect {
    tls: Tls,
    /// The port of HTTPS. `None`: its own.
    port: Option<u16>,
}

impl Service<Request<Incoming>> for Redirect {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        ready(Ok(self.answer(&request)))
    }
}

impl Redirect {
    fn answer<B>(&self, request: &Request<B>) -> Response<String> {
        let host = request.headers().get(header::HOST);
        let Some(host) = host.and_then(|host| Host::parse(host.as_bytes())) else {
            return refused(StatusCode::BAD_REQUEST, "The request names no host.");
        };
        // A client that names another host is not sent there.
        let name = host.name();
        if !self.tls.is_for(name) {
            return refused(
                StatusCode::MISDIRECTED_REQUEST,
                "No certificate of this server is for that host.",
            );
        }
        let Ok(location) = HeaderValue::try_from(location(name, self.port, request.uri())) else {
            return refused(StatusCode::BAD_REQUEST, "The request names no address.");
        };
        let mut response = Response::new(String::new());
        *response.status_mut() = match *request.method() {
            Method::GET | Method::HEAD => StatusCode::MOVED_PERMANENTLY,
            // The method and the body stay what they are.
            _ => StatusCode::PERMANENT_REDIRECT,
        };
        response.headers_mut().insert(header::LOCATION, location);
        response
    }
}

fn location(host: &str, port: Option<u16>, target: &Uri) -> String {
    let path = target.path_and_query().map_or("/", |path| path.as_str());
    // `OPTIONS *`
    let path = if path.starts_with('/') { path } else { "/" };
    match port.filter(|port| *port != Scheme::Https.default_port()) {
        Some(port) => format!("https://{host}:{port}{path}"),
        None => format!("https://{host}{path}"),
    }
}

fn refused(status: StatusCode, text: &str) -> Response<String> {
    let mut response = Response::new(text.to_owned());
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, plain);
    response
}
