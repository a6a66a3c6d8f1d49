//! The choice of a certificate by the name that a client asks for.

use std::collections::HashMap;
use std::sync::Arc;

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::certificate::Certificate;

/// The certificates by their names.
#[derive(Debug)]
pub(super) struct ByName {
    first: Arc<CertifiedKey>,
    names: HashMap<String, Vec<Arc<CertifiedKey>>>,
}

impl ByName {
    /// The first is for clients that ask for no name that is there.
    pub(super) fn new(first: Arc<CertifiedKey>, all: &[Certificate]) -> Self {
        let mut names: HashMap<String, Vec<_>> = HashMap::new();
        for certificate in all {
            for name in &certificate.names {
                let of_name = names.entry(name.clone()).or_default();
                of_name.push(Arc::clone(&certificate.key));
            }
        }
        Self { first, names }
    }

    /// The certificates of a name. A wildcard stands for one label.
    fn of(&self, name: &str) -> Option<&Vec<Arc<CertifiedKey>>> {
        let name = name.to_ascii_lowercase();
        self.names.get(&name).or_else(|| {
            let (_, rest) = name.split_once('.')?;
            self.names.get(&format!("*.{rest}"))
        })
    }
}

impl ResolvesServerCert for ByName {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let named = hello.server_name().and_then(|name| self.of(name));
        let mut named = named.into_iter().flatten();
        let first = named.clone().next().unwrap_or(&self.first);
        // A name may have two, one with RSA for clients that know nothing else.
        let known = named.find(|key| key.key.choose_scheme(hello.signature_schemes()).is_some());
        Some(Arc::clone(known.unwrap_or(first)))
    }
}
