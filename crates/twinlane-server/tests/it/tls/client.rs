//! A client within TLS.

use std::io;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion, version};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::authority::{Authority, Signed};

/// The handshake of a client.
pub(crate) struct Greeting {
    roots: RootCertStore,
    protocols: Vec<Vec<u8>>,
    versions: Vec<&'static SupportedProtocolVersion>,
    certificate: Option<Signed>,
}

impl Greeting {
    /// The greeting of a client that trusts this authority.
    pub(crate) fn of(authority: &Authority) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(authority.der()).unwrap();
        Self {
            roots,
            protocols: Vec::new(),
            versions: vec![&version::TLS13, &version::TLS12],
            certificate: None,
        }
    }

    pub(crate) fn protocols(mut self, protocols: &[&str]) -> Self {
        self.protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        self
    }

    pub(crate) fn version(mut self, version: &'static SupportedProtocolVersion) -> Self {
        self.versions = vec![version];
        self
    }

    pub(crate) fn certificate(mut self, certificate: Signed) -> Self {
        self.certificate = Some(certificate);
        self
    }

    pub(crate) fn connector(self) -> TlsConnector {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&self.versions)
            .unwrap()
            .with_root_certificates(self.roots);
        let mut config = match self.certificate {
            Some(signed) => {
                let (chain, key) = signed.chain_and_key();
                config.with_client_auth_cert(chain, key).unwrap()
            }
            None => config.with_no_client_auth(),
        };
        config.alpn_protocols = self.protocols;
        TlsConnector::from(Arc::new(config))
    }

    /// Shakes hands with a server of this name.
    pub(crate) async fn shake<T: AsyncRead + AsyncWrite + Unpin>(
        self,
        name: &str,
        raw: T,
    ) -> io::Result<TlsStream<T>> {
        let name = ServerName::try_from(name.to_owned()).unwrap();
        self.connector().connect(name, raw).await
    }
}

/// Asks for a path, and reads until the server ends the connection: with `close_notify`, or this fails.
pub(crate) async fn ask<T: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut TlsStream<T>,
    path: &str,
) -> io::Result<String> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: a.test\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut response = String::new();
    stream.read_to_string(&mut response).await?;
    Ok(response)
}
