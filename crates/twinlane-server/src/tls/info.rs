//! The TLS of a connection, for services that read it.

use std::sync::Arc;

use rustls::{ProtocolVersion, ServerConnection};
use webpki::EndEntityCert;

use super::settings::TlsVersion;

/// The TLS of a connection: the negotiated parameters, and the certificate of the client. Cloning it is cheap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsInfo(Arc<Agreed>);

#[derive(Debug, PartialEq, Eq)]
struct Agreed {
    version: TlsVersion,
    cipher_suite: String,
    protocol: Option<String>,
    server_name: Option<String>,
    client: Option<ClientCertificate>,
}

impl TlsInfo {
    /// The facts of a connection whose handshake is done.
    pub(crate) fn of(connection: &ServerConnection) -> Self {
        let version = match connection.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => TlsVersion::V1_3,
            _ => TlsVersion::V1_2,
        };
        let suite = connection.negotiated_cipher_suite();
        // Rustls writes `TLS13_`, all others `TLS_`.
        let suite = suite.map(|suite| format!("{:?}", suite.suite()).replace("TLS13_", "TLS_"));
        let protocol = connection.alpn_protocol();
        let chain = connection.peer_certificates().unwrap_or_default();
        Self(Arc::new(Agreed {
            version,
            cipher_suite: suite.unwrap_or_default(),
            protocol: protocol.map(|protocol| String::from_utf8_lossy(protocol).into_owned()),
            server_name: connection.server_name().map(str::to_owned),
            client: (!chain.is_empty()).then(|| {
                let chain = chain.iter().map(|der| der.to_vec());
                ClientCertificate {
                    chain: chain.collect(),
                }
            }),
        }))
    }

    /// Returns the negotiated TLS version.
    pub fn version(&self) -> TlsVersion {
        self.0.version
    }

    /// Returns the negotiated cipher suite, by its IANA name: `TLS_AES_256_GCM_SHA384`.
    pub fn cipher_suite(&self) -> &str {
        &self.0.cipher_suite
    }

    /// Returns the protocol that ALPN negotiated: `h2` or `http/1.1`.
    ///
    /// `None` if the client offered none. It then speaks HTTP/1.1.
    pub fn protocol(&self) -> Option<&str> {
        self.0.protocol.as_deref()
    }

    /// Returns the server name that the client asked for (SNI), in lower case.
    ///
    /// `None` if the client sent no name, as for an IP address. The name only selects the certificate: the requests of the client
    /// may name another host.
    pub fn server_name(&self) -> Option<&str> {
        self.0.server_name.as_deref()
    }

    /// Returns the certificate that the client presented.
    ///
    /// `None` if the server did not ask for one, or if the client has none.
    pub fn client_certificate(&self) -> Option<&ClientCertificate> {
        self.0.client.as_ref()
    }
}

/// The certificate of a client.
///
/// These facts were checked when the client connected: one of the authorities of the settings has signed the certificate for
/// clients, directly or through a chain; the certificate was valid; and the client has its private key. Revocation is not
/// checked. The application decides which names it accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCertificate {
    /// Never empty.
    chain: Vec<Vec<u8>>,
}

impl ClientCertificate {
    /// Returns the certificate in DER, for a crate that parses all of it.
    pub fn der(&self) -> &[u8] {
        self.chain.first().map_or(&[], Vec::as_slice)
    }

    /// Returns the certificates that the client sent, in DER, its own first.
    pub fn chain(&self) -> impl Iterator<Item = &[u8]> {
        self.chain.iter().map(Vec::as_slice)
    }

    /// Returns the DNS names in the certificate (`subjectAltName`), as written there.
    pub fn dns_names(&self) -> Vec<String> {
        self.read(|leaf| leaf.valid_dns_names().map(str::to_owned).collect())
    }

    /// Returns the URIs in the certificate (`subjectAltName`), such as SPIFFE's `spiffe://example.org/billing`.
    pub fn uris(&self) -> Vec<String> {
        self.read(|leaf| leaf.valid_uri_names().map(str::to_owned).collect())
    }

    /// Returns the bytes of the serial number. It is unique only together with the issuer.
    pub fn serial(&self) -> Vec<u8> {
        self.read(|leaf| leaf.serial().to_vec())
    }

    fn read<T: Default>(&self, read: impl Fn(&EndEntityCert<'_>) -> T) -> T {
        let der = self.der().into();
        let leaf = EndEntityCert::try_from(&der);
        leaf.map(|leaf| read(&leaf)).unwrap_or_default()
    }
}
