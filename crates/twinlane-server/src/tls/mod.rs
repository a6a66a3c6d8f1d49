//! HTTPS, by rustls: certificates, and what is agreed on with them.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `settings.rs` | what an operator can set |
//! | `ciphers.rs` | the cipher suites, by OpenSSL's names |
//! | `error.rs` | why TLS cannot be served |
//! | `files.rs` | files of PEM: certificates, and a private key |
//! | `certificate.rs` | one certificate of the server, and whether it can be served |
//! | `by_name.rs` | which certificate a client gets |
//! | `stamp.rs` | whether a file is the one that was read |
//! | `config.rs` | the configuration of rustls, made of all of it |
//! | `current.rs` | what is in use, which may be replaced |
//! | `reload.rs` | files that change are read again |
//! | `info.rs` | what services may know of it |

mod settings;
mod ciphers;
mod error;
mod files;
mod certificate;
mod by_name;
mod stamp;
mod config;
mod current;
mod reload;
mod info;

pub use ciphers::{Ciphers, CiphersError};
#[cfg(feature = "http2")]
pub(crate) use config::HTTP_2;
pub(crate) use current::Tls;
pub use error::TlsError;
pub use info::{ClientCertificate, TlsInfo};
pub use settings::{ClientCertificates, KeyfilePassword, TlsSettings, TlsVersion};
