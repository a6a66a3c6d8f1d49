//! TLS of a connection, as services may want to know it.

use std::sync::Arc;

use rustls::{ProtocolVersion, ServerConnection};
use webpki::EndEntityCert;

use super::settings::TlsVersion;

/// The TLS of a connection: what was agreed on, and who the client is. Cloning it is cheap.
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

    /// The version.
    pub fn version(&self) -> TlsVersion {
        self.0.version
    }

    /// The cipher suite, by its IANA name: `TLS_AES_256_GCM_SHA384`.
    pub fn cipher_suite(&self) -> &str {
        &self.0.cipher_suite
    }

    /// The protocol that was agreed on by ALPN: `h2` or `http/1.1`. `None`: the client has named none, and speaks HTTP/1.1.
    pub fn protocol(&self) -> Option<&str> {
        self.0.protocol.as_deref()
    }

    /// The name that the client asked for (SNI), in small letters. `None`: it named none, as for an address.
    ///
    /// It chose the certificate, no more: a client may name another host in its requests.
    pub fn server_name(&self) -> Option<&str> {
        self.0.server_name.as_deref()
    }

    /// The certificate that the client has shown. `None`: it was asked for none, or has none.
    pub fn client_certificate(&self) -> Option<&ClientCertificate> {
        self.0.client.as_ref()
    }
}

/// The certificate of a client.
///
/// One of the authorities of the settings has signed it, in a chain, for clients; it was valid when the client connected; and the client
/// has its private key. Its names are for the application to judge, and whether it has been revoked is not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCertificate {
    /// Never empty.
    chain: Vec<Vec<u8>>,
}

impl ClientCertificate {
    /// The certificate itself: DER, for a crate that reads all of it.
    pub fn der(&self) -> &[u8] {
        self.chain.first().map_or(&[], Vec::as_slice)
    }

    /// The certificates that the client has sent, DER, its own first.
    pub fn chain(&self) -> impl Iterator<Item = &[u8]> {
        self.chain.iter().map(Vec::as_slice)
    }

    /// The DNS names that it is for (`subjectAltName`), as they are written in it.
    pub fn dns_names(&self) -> Vec<String> {
        self.read(|leaf| leaf.valid_dns_names().map(str::to_owned).collect())
    }

    /// The URIs that it is for (`subjectAltName`), as SPIFFE's `spiffe://example.org/billing`.
    pub fn uris(&self) -> Vec<String> {
        self.read(|leaf| leaf.valid_uri_names().map(str::to_owned).collect())
    }

    /// The serial number, as the bytes that are in it. Only with its issuer it is unique.
    pub fn serial(&self) -> Vec<u8> {
        self.read(|leaf| leaf.serial().to_vec())
    }

    fn read<T: Default>(&self, read: impl Fn(&EndEntityCert<'_>) -> T) -> T {
        let der = self.der().into();
        let leaf = EndEntityCert::try_from(&der);
        leaf.map(|leaf| read(&leaf)).unwrap_or_default()
    }
}
