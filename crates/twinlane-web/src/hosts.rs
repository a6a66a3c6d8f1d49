//! The hosts at which an application can be reached.

use twinlane_path::Host;

/// Names of hosts, and of all below a domain: `example.com`, `*.example.com`, `*`.
///
/// ```
/// use twinlane_web::hosts::{HostCheck, TrustedHosts};
/// use twinlane_web::Host;
///
/// let hosts = TrustedHosts::new(["www.example.com", "*.example.org"]).unwrap();
/// let check = |host: &'static str| hosts.check(Host::parse(host.as_bytes()));
/// assert_eq!(check("WWW.example.com:8000"), HostCheck::Trusted);
/// assert_eq!(check("a.b.example.org"), HostCheck::Trusted);
/// assert_eq!(check("example.org"), HostCheck::Unknown);
/// assert_eq!(check("example.com"), HostCheck::WithoutWww);
///
/// assert!(TrustedHosts::new(["*example.com"]).is_err());
/// ```
#[derive(Debug, Clone)]
pub struct TrustedHosts {
    any: bool,
    /// In lower case.
    names: Vec<String>,
    /// In lower case, each with the dot that it begins with.
    domains: Vec<String>,
}

/// The result of looking for a request's host among the trusted hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "complete by nature")]
pub enum HostCheck {
    /// The host is trusted.
    Trusted,
    /// The host would be trusted with `www.` before it.
    WithoutWww,
    /// The host is not trusted, or the request has no host.
    Unknown,
}

impl TrustedHosts {
    /// Checks the patterns.
    ///
    /// # Errors
    ///
    /// Every mistake, one sentence each.
    pub fn new<P: AsRef<str>>(patterns: impl IntoIterator<Item = P>) -> Result<Self, Vec<String>> {
        let mut hosts = Self {
            any: false,
            names: Vec::new(),
            domains: Vec::new(),
        };
        let mut mistakes = Vec::new();
        for pattern in patterns {
            let pattern = pattern.as_ref();
            if let Err(mistake) = hosts.add(pattern) {
                mistakes.push(format!("`{pattern}` matches no host: {mistake}"));
            }
        }
        if mistakes.is_empty() && !hosts.any && hosts.names.is_empty() && hosts.domains.is_empty() {
            mistakes.push("no host is trusted: every request would be refused".to_owned());
        }
        if mistakes.is_empty() {
            Ok(hosts)
        } else {
            Err(mistakes)
        }
    }

    /// Looks for the host. The port is ignored, and upper and lower case are equal.
    pub fn check(&self, host: Option<Host<'_>>) -> HostCheck {
        if self.any {
            return HostCheck::Trusted;
        }
        let Some(host) = host else {
            return HostCheck::Unknown;
        };
        let name = host.name();
        let is_named = self
            .names
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name));
        if is_named || self.domains.iter().any(|domain| is_below(name, domain)) {
            return HostCheck::Trusted;
        }
        let mut names = self
            .names
            .iter()
            .filter_map(|known| known.strip_prefix("www."));
        if names.any(|known| known.eq_ignore_ascii_case(name)) {
            return HostCheck::WithoutWww;
        }
        HostCheck::Unknown
    }

    fn add(&mut self, pattern: &str) -> Result<(), &'static str> {
        if pattern == "*" {
            self.any = true;
            return Ok(());
        }
        let (list, name) = match pattern.strip_prefix("*.") {
            Some(name) => (&mut self.domains, name),
            None => (&mut self.names, pattern),
        };
        if name.contains('*') {
            return Err("a `*` stands alone or before a dot, as in `*.example.com`");
        }
        let Some(host) = Host::parse(name.as_bytes()) else {
            return Err("it is the name of a host or its address, as in `example.com`");
        };
        if host.name().len() != name.len() {
            return Err("it has a port, which does not count: leave it out");
        }
        let dot = if name.len() == pattern.len() { "" } else { "." };
        list.push(format!("{dot}{}", name.to_ascii_lowercase()));
        Ok(())
    }
}

/// True if the name ends with the domain, which begins with a dot.
fn is_below(name: &str, domain: &str) -> bool {
    let (name, domain) = (name.as_bytes(), domain.as_bytes());
    name.len() > domain.len() && name[name.len() - domain.len()..].eq_ignore_ascii_case(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(patterns: &[&str], host: &str) -> HostCheck {
        TrustedHosts::new(patterns)
            .unwrap()
            .check(Host::parse(host.as_bytes()))
    }

    #[test]
    fn hosts_of_every_wrong_kind_are_unknown() {
        let patterns = ["example.com", "*.example.org", "[::1]", "127.0.0.1"];
        for host in [
            "example.com",
            "EXAMPLE.com:1",
            "a.example.org",
            "a.b.EXAMPLE.org",
            "[::1]:80",
            "127.0.0.1:8000",
        ] {
            assert_eq!(check(&patterns, host), HostCheck::Trusted, "{host}");
        }
        #[rustfmt::skip]
        let wrong = [
            "", "example.org", ".example.org", "evilexample.com", "example.com.evil.org", "aexample.org", "example.com@evil.org",
            "evil.org/example.com", "evil.org#example.com", "example.com.", "example.com:x", "example.com:80:80", "example.com,evil.org",
            "www.example.com", "*.example.org", "a..example.org", "[::2]", "::1", "[::1", "127.1", "2130706433", "example%2ecom",
            "example.com evil.org", "\u{ff45}xample.com", "a.example.org\0",
        ];
        for host in wrong {
            // A star is a byte that a name may have; nothing is looked up by it.
            let expected = if host == "*.example.org" {
                HostCheck::Trusted
            } else {
                HostCheck::Unknown
            };
            assert_eq!(check(&patterns, host), expected, "{host}");
        }
        let hosts = TrustedHosts::new(patterns).unwrap();
        assert_eq!(hosts.check(None), HostCheck::Unknown);
    }

    #[test]
    fn a_star_trusts_every_host_and_none() {
        let hosts = TrustedHosts::new(["*"]).unwrap();
        assert_eq!(hosts.check(None), HostCheck::Trusted);
        assert_eq!(check(&["a.example", "*"], "b.example"), HostCheck::Trusted);
    }

    #[test]
    fn www_is_added_only_to_what_is_trusted_with_it() {
        assert_eq!(
            check(&["www.example.com"], "Example.com"),
            HostCheck::WithoutWww
        );
        assert_eq!(
            check(&["example.com"], "www.example.com"),
            HostCheck::Unknown
        );
        assert_eq!(check(&["*.example.com"], "example.com"), HostCheck::Unknown);
        assert_eq!(
            check(&["www.example.com", "example.com"], "example.com"),
            HostCheck::Trusted
        );
    }

    #[test]
    fn a_pattern_that_matches_nothing_is_a_mistake() {
        #[rustfmt::skip]
        let wrong = [
            "", "*.", "**", "*example.com", "a.*.com", "example.*", "*.*.com", "example.com:8000", "https://example.com", "example.com/",
            "[::1", "a b", "b\u{fc}cher.example", "*.example.com:80", ".example.com",
        ];
        for pattern in wrong {
            assert_eq!(
                TrustedHosts::new([pattern]).map_err(|all| all.len()).err(),
                Some(1),
                "{pattern}"
            );
        }
        assert!(TrustedHosts::new([""; 0]).is_err());
        assert_eq!(TrustedHosts::new(wrong).unwrap_err().len(), wrong.len());
    }
}
