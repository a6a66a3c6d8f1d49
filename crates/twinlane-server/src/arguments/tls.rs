//! TLS: certificates, and what is asked of clients.

#[cfg(feature = "tls")]
mod given;
#[cfg(not(feature = "tls"))]
mod refused;

#[cfg(feature = "tls")]
pub(super) use given::{options, set};
#[cfg(not(feature = "tls"))]
pub(super) use refused::{options, set};

/// All options of TLS. Each is an option of Uvicorn, but for the last two.
#[cfg(any(test, not(feature = "tls")))]
const NAMES: [&str; 9] = [
    "ssl-certfile",
    "ssl-keyfile",
    "ssl-keyfile-password",
    "ssl-cert-reqs",
    "ssl-ca-certs",
    "ssl-version",
    "ssl-ciphers",
    "ssl-minimum-version",
    "ssl-redirect-port",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    #[test]
    fn every_option_has_its_name() {
        let options = options(&Settings::new());
        let mut names: Vec<_> = options
            .iter()
            .map(|option| option.get_id().as_str())
            .collect();
        let mut all = NAMES.to_vec();
        names.sort_unstable();
        all.sort_unstable();
        assert_eq!(names, all);
    }
}
