//! TLS around the contenders on bare hyper: tokio-rustls as its documentation shows it.

use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::sync::Arc;

use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::flags;
use crate::serve::header_timeout;

/// TLS by [`config`]; `None` without it.
pub(crate) fn acceptor() -> io::Result<Option<TlsAcceptor>> {
    Ok(config()?.map(|config| TlsAcceptor::from(Arc::new(config))))
}

/// The certificate of `--ssl-certfile` and the key of `--ssl-keyfile`; `None` without them.
///
/// # Errors
///
/// A file that cannot be read, or is no certificate or key.
pub fn config() -> io::Result<Option<ServerConfig>> {
    let Some(file) = flags::value::<String>("--ssl-certfile") else {
        return Ok(None);
    };
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_file_iter(file)
        .map_err(io::Error::other)?
        .collect();
    let certificates = certificates.map_err(io::Error::other)?;
    let key = PrivateKeyDer::from_pem_file(flags::required::<String>("--ssl-keyfile"));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(certificates, key.map_err(io::Error::other)?)
        .map_err(io::Error::other)?;
    Ok(Some(config))
}

/// Serves a connection. A client that does not finish its handshake is given up after the time of a head.
pub(crate) async fn serve<S, B>(
    tls: TlsAcceptor,
    stream: TcpStream,
    http: http1::Builder,
    service: S,
) where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Send,
    S::Future: Send,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    if let Ok(Ok(stream)) = timeout(header_timeout(), tls.accept(stream)).await {
        let _ended = http.serve_connection(TokioIo::new(stream), service).await;
    }
}
