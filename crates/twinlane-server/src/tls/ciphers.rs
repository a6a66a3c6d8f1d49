//! The cipher suites, by OpenSSL's names.

use std::fmt;
use std::str::FromStr;

use rustls::{CipherSuite, ProtocolVersion, SupportedCipherSuite};

/// The allowed cipher suites, written as in OpenSSL: names separated by colons. By default, all that rustls enables.
///
/// Names of TLS 1.2 restrict TLS 1.2, and names of TLS 1.3 restrict TLS 1.3. A version without a name in the list keeps all of
/// its suites.
///
/// ```
/// use twinlane_server::Ciphers;
///
/// let ciphers: Ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256".parse()?;
/// assert!("AES128-SHA".parse::<Ciphers>().is_err());
/// # Ok::<(), twinlane_server::CiphersError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ciphers(Vec<CipherSuite>);

/// The error for a list that names an unknown or unsupported cipher suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CiphersError(String);

impl fmt::Display for CiphersError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.0;
        write!(
            f,
            "`{name}` is no cipher suite that can be used; there are DEFAULT for all, or names with colons between:"
        )?;
        SUITES.iter().try_for_each(|(name, _)| write!(f, " {name}"))
    }
}

impl std::error::Error for CiphersError {}

impl FromStr for Ciphers {
    type Err = CiphersError;

    fn from_str(text: &str) -> Result<Self, CiphersError> {
        let names = text
            .split([':', ',', ' '])
            .filter(|name| !name.is_empty())
            .collect::<Vec<_>>();
        // Uvicorn's default is `TLSv1`.
        if let ["DEFAULT" | "TLSv1"] = names[..] {
            return Ok(Self::default());
        }
        let suites: Vec<_> = names
            .iter()
            .map(|name| suite_of(name).ok_or_else(|| CiphersError((*name).to_owned())))
            .collect::<Result<_, _>>()?;
        // Not all of them: nothing has been named.
        if suites.is_empty() {
            return Err(CiphersError(text.to_owned()));
        }
        Ok(Self(suites))
    }
}

impl fmt::Display for Ciphers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("DEFAULT");
        }
        let names = SUITES.iter().filter(|(_, suite)| self.0.contains(suite));
        let names: Vec<_> = names.map(|(name, _)| *name).collect();
        f.write_str(&names.join(":"))
    }
}

impl Ciphers {
    /// True if this suite is used.
    pub(super) fn has(&self, suite: SupportedCipherSuite) -> bool {
        let version = suite.version().version;
        let is_chosen = self.0.iter().any(|named| version_of(*named) == version);
        !is_chosen || self.0.contains(&suite.suite())
    }
}

fn suite_of(name: &str) -> Option<CipherSuite> {
    let found = SUITES.iter().find(|(known, _)| *known == name);
    found.map(|(_, suite)| *suite)
}

fn version_of(suite: CipherSuite) -> ProtocolVersion {
    let is_1_3 = SUITES
        .iter()
        .any(|(name, known)| *known == suite && name.starts_with("TLS_"));
    if is_1_3 {
        ProtocolVersion::TLSv1_3
    } else {
        ProtocolVersion::TLSv1_2
    }
}

/// All that rustls has with ring, by OpenSSL's names.
const SUITES: [(&str, CipherSuite); 9] = [
    (
        "TLS_AES_256_GCM_SHA384",
        CipherSuite::TLS13_AES_256_GCM_SHA384,
    ),
    (
        "TLS_AES_128_GCM_SHA256",
        CipherSuite::TLS13_AES_128_GCM_SHA256,
    ),
    (
        "TLS_CHACHA20_POLY1305_SHA256",
        CipherSuite::TLS13_CHACHA20_POLY1305_SHA256,
    ),
    (
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    ),
    (
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    ),
    (
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    ),
    (
        "ECDHE-RSA-AES256-GCM-SHA384",
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    ),
    (
        "ECDHE-RSA-AES128-GCM-SHA256",
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    ),
    (
        "ECDHE-RSA-CHACHA20-POLY1305",
        CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ),
];

#[cfg(test)]
mod tests {
    use rustls::crypto::ring::ALL_CIPHER_SUITES;

    use super::*;

    fn used(text: &str) -> Vec<CipherSuite> {
        let ciphers: Ciphers = text.parse().unwrap();
        let used = ALL_CIPHER_SUITES
            .iter()
            .filter(|suite| ciphers.has(**suite));
        used.map(SupportedCipherSuite::suite).collect()
    }

    #[test]
    fn every_suite_has_a_name_and_no_other() {
        let all: Vec<_> = ALL_CIPHER_SUITES
            .iter()
            .map(SupportedCipherSuite::suite)
            .collect();
        assert_eq!(SUITES.map(|(_, suite)| suite).to_vec(), all);
        assert_eq!(used("DEFAULT"), all);
        assert_eq!(used("TLSv1"), all);
        for (name, suite) in SUITES {
            assert!(used(name).contains(&suite), "{name}");
        }
    }

    #[test]
    fn names_choose_within_their_version() {
        assert_eq!(
            used("TLS_AES_128_GCM_SHA256").len(),
            7,
            "one of TLS 1.3 and all six of TLS 1.2"
        );
        assert_eq!(
            used("ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES128-GCM-SHA256").len(),
            5
        );
        assert_eq!(
            used("ECDHE-RSA-AES128-GCM-SHA256,TLS_AES_128_GCM_SHA256").len(),
            2
        );
    }

    #[test]
    fn what_is_not_there_is_refused_with_what_is() {
        for text in [
            "AES128-SHA",
            "ECDHE-RSA-AES128-GCM-SHA256:!aNULL",
            "",
            ":",
            "HIGH",
        ] {
            let error = text.parse::<Ciphers>().unwrap_err().to_string();
            assert!(
                error.contains("ECDHE-RSA-CHACHA20-POLY1305"),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        for text in [
            "DEFAULT",
            "TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256",
        ] {
            assert_eq!(text.parse::<Ciphers>().unwrap().to_string(), text);
        }
    }
}
