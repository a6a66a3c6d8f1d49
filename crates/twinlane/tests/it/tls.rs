//! An application within TLS.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum_core::extract::FromRequestParts;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tower::service_fn;
use twinlane::http::request::Parts;
use twinlane::middleware::{HttpsRedirect, Next};
use twinlane::prelude::*;
use twinlane::response::Body;
use twinlane::routing::{Scheme, UrlFor};
use twinlane::server::{ClientCertificates, Settings, TlsSettings};
use twinlane::testing::TestServer;
use twinlane::{Response, http};

use crate::websockets::over_sockets::{Client, close, text};

struct Caller(String);

#[dependency]
async fn caller(request: &Request) -> Result<Caller> {
    let certificate = request.client_certificate();
    let name = certificate.and_then(|certificate| certificate.dns_names().into_iter().next());
    name.map(Caller)
        .ok_or(HttpError::new(403, "A certificate is needed").into())
}

#[get("/caller")]
async fn who(caller: Depends<caller>) -> String {
    caller.0.clone()
}

#[get("/connection")]
async fn connection(request: &Request) -> Value {
    let tls = request.tls().unwrap();
    json!([
        request.url(),
        request.scheme().to_string(),
        tls.version().to_string(),
        tls.server_name()
    ])
}

/// An authority, and the TLS of a server that it has signed.
struct Certificates {
    authority: CertifiedIssuer<'static, KeyPair>,
    _folder: TempDir,
    settings: TlsSettings,
}

fn certificates() -> Certificates {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let write = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let settings = TlsSettings::new()
        .certificate(
            write("a.pem", certificate.pem()),
            write("a.key", key.serialize_pem()),
        )
        .client_certificates(
            ClientCertificates::Optional,
            write("ca.pem", authority.pem()),
        );
    Certificates {
        authority,
        _folder: folder,
        settings,
    }
}

impl Certificates {
    /// The connection of a client of this name; `None`: it shows no certificate.
    async fn connect(&self, server: &TestServer, client: Option<&str>) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.authority.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let config = match client {
            None => config.with_no_client_auth(),
            Some(name) => {
                let key = KeyPair::generate().unwrap();
                let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
                let certificate = params.signed_by(&key, &self.authority).unwrap();
                let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
                let chain = vec![certificate.der().clone()];
                config.with_client_auth_cert(chain, key).unwrap()
            }
        };
        let raw = TcpStream::connect(server.address()).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let connector = TlsConnector::from(Arc::new(config));
        connector.connect(name, raw).await.unwrap()
    }

    /// The response to a client.
    async fn get(&self, server: &TestServer, path: &str, client: Option<&str>) -> String {
        let mut stream = self.connect(server, client).await;
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        response
    }
}

#[tokio::test]
async fn a_dependency_reads_the_certificate_of_the_client() {
    let certificates = certificates();
    let app = App::new().routes(routes![who, connection]);
    let settings = Settings::new().tls(certificates.settings.clone());
    let server = TestServer::start_with(app, &settings).await.unwrap();
    assert!(server.url().starts_with("https://127.0.0.1:"));
    let known = certificates
        .get(&server, "/caller", Some("billing.test"))
        .await;
    assert!(known.ends_with("\"billing.test\""), "{known}");
    let unknown = certificates.get(&server, "/caller", None).await;
    assert!(unknown.starts_with("HTTP/1.1 403 "), "{unknown}");
    let told = certificates.get(&server, "/connection", None).await;
    let expected = r#"["https://localhost/connection","https","1.3","localhost"]"#;
    assert!(told.ends_with(expected), "{told}");
    server.stop().await.unwrap();
}

/// The scheme of a request, to code that looks for it in the extensions alone.
struct Noted(Option<Scheme>);

impl<S: Sync> FromRequestParts<S> for Noted {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get().copied()))
    }
}

#[get("/extracted")]
async fn extracted(#[extract] noted: Noted) -> String {
    format!("{:?}", noted.0)
}

#[get("/lent")]
async fn lent(request: &Request) -> String {
    let noted = request.extensions().get::<Scheme>();
    format!("{noted:?} {}", request.url_for::<lent>().url().unwrap())
}

#[get("/linked")]
async fn linked(lent: UrlFor<lent>) -> String {
    lent.url().unwrap()
}

#[get("/slash/")]
async fn slash() {}

#[get("/fails")]
async fn fails() -> Result {
    Err(HttpError::new(418, "teapot").into())
}

async fn tells(request: http::Request<Body>) -> Result<Response, Infallible> {
    let noted = request.extensions().get::<Scheme>();
    Ok(Response::new(format!("{noted:?}").into()))
}

fn https_app() -> App {
    let inner = App::new().routes(routes![lent, linked, slash]);
    App::new()
        .routes(routes![extracted, lent, linked, slash, fails])
        .on_error(async |_: HttpError, request: Request| (StatusCode::IM_A_TEAPOT, request.url()))
        .mount("/service", service_fn(tells))
        .mount("/app", inner)
}

async fn note(request: Request, next: Next) -> Response {
    let noted = format!("{:?}", request.extensions().get::<Scheme>());
    let mut response = next.run(request).await;
    let noted = noted.try_into().unwrap();
    response.headers_mut().insert("x-noted", noted);
    response
}

/// However little stands around an operation, whatever reads the scheme finds it.
#[tokio::test]
async fn the_scheme_is_found_by_all_who_look_for_it() {
    let certificates = certificates();
    let settings = Settings::new().tls(certificates.settings.clone());
    for has_middleware in [false, true] {
        let mut app = https_app();
        if has_middleware {
            app = app.middleware(note);
        }
        let server = TestServer::start_with(app, &settings).await.unwrap();
        for (path, told) in [
            ("/extracted", "\"Some(Https)\""),
            ("/lent", "\"Some(Https) https://localhost/lent\""),
            ("/linked", "\"https://localhost/lent\""),
            ("/slash", "location: https://localhost/slash/\r\n"),
            ("/fails", "https://localhost/fails"),
            ("/service/", "Some(Https)"),
            ("/app/lent", "\"Some(Https) https://localhost/app/lent\""),
            ("/app/slash", "location: https://localhost/app/slash/\r\n"),
        ] {
            let response = certificates.get(&server, path, None).await;
            assert!(response.contains(told), "{path}: {response}");
            let noted = response.contains("x-noted: Some(Https)\r\n");
            assert_eq!(noted, has_middleware, "{path}: {response}");
        }
        server.stop().await.unwrap();
    }
}

static STARTED: AtomicBool = AtomicBool::new(false);

#[dependency(lifespan)]
async fn resource() -> String {
    STARTED.store(true, Ordering::Relaxed);
    String::new()
}

#[tokio::test]
async fn files_that_cannot_be_used_are_told_before_anything_is_started() {
    let tls = TlsSettings::new().certificate("missing.pem", "missing.key");
    let app = App::new().lifespan(dependencies![resource]);
    let error = app
        .serve_with(Settings::new().port(0).tls(tls))
        .await
        .unwrap_err();
    let error = format!("{error:?}");
    assert!(error.contains("missing.pem: cannot be read"), "{error}");
    assert!(error.contains("missing.key: cannot be read"), "{error}");
    assert!(!STARTED.load(Ordering::Relaxed));
}

/// Says where it is and who is there.
#[websocket("/ws")]
async fn live(mut socket: WebSocket, caller: Depends<caller>) -> Result<()> {
    socket.accept().await?;
    socket.send_text(socket.url()).await?;
    let text = socket.receive_text().await?;
    socket.send_text(format!("{}: {text}", caller.0)).await?;
    Ok(())
}

#[tokio::test]
async fn a_websocket_within_tls_knows_its_client() {
    let certificates = certificates();
    let app = App::new().routes(routes![live]);
    let app = app.middleware(HttpsRedirect::new());
    let settings = Settings::new().tls(certificates.settings.clone());
    let server = TestServer::start_with(app, &settings).await.unwrap();
    let stream = certificates.connect(&server, Some("billing.test")).await;
    let mut client = Client::over(stream, "/ws").await.unwrap();
    assert_eq!(client.receive().await, text("wss://shop.example/ws"));
    let long = "long ".repeat(50_000);
    client.send(&long).await;
    assert_eq!(
        client.receive().await,
        text(&format!("billing.test: {long}"))
    );
    assert_eq!(client.receive().await, close(1000, ""));
    client.close(1000, "").await;
    let stream = certificates.connect(&server, None).await;
    let refused = Client::over(stream, "/ws").await.err().unwrap();
    assert_eq!(refused.0, 403);
    server.stop().await.unwrap();
}
