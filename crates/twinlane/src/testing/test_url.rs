//! The URL of a test request.

use std::fmt;

use http::Uri;
use twinlane_model::types::Url;
use twinlane_web::Scheme;

/// An `http` or `https` URL. The path and the query are as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TestUrl {
    pub(super) is_https: bool,
    /// The host, and the port if it is not that of the scheme.
    pub(super) authority: String,
    /// The path and the query.
    pub(super) target: String,
}

impl TestUrl {
    /// An absolute URL, without its fragment.
    ///
    /// # Errors
    ///
    /// The reason why it is none.
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        let url = Url::parse(url).map_err(|error| error.to_string())?;
        Self::of(&url).ok_or_else(|| "its scheme is not http or https".to_owned())
    }

    fn of(url: &Url) -> Option<Self> {
        let is_https = match url.scheme() {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let host = url.host_str()?;
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let query = url.query().map(|query| format!("?{query}"));
        let target = url.path().to_owned() + &query.unwrap_or_default();
        Some(Self {
            is_https,
            authority,
            target,
        })
    }

    /// The URL of a request below this base: a path, which is added to the base's own, or an absolute URL.
    pub(super) fn below(&self, path: &str) -> Result<Self, String> {
        if path.starts_with("http://") || path.starts_with("https://") {
            return Self::parse(path);
        }
        // `*` is the target of `OPTIONS *`.
        let target = if path == "*" {
            path.to_owned()
        } else {
            let base = self.target.strip_suffix('/').unwrap_or(&self.target);
            let slash = if path.starts_with('/') { "" } else { "/" };
            [base, slash, path].concat()
        };
        Ok(Self {
            target,
            ..self.clone()
        })
    }

    /// The URL that a `Location` header of this URL's response names.
    pub(super) fn join(&self, location: &str) -> Result<Self, String> {
        let base = Url::parse(&self.to_string()).map_err(|error| error.to_string())?;
        let url = base.join(location).map_err(|error| error.to_string())?;
        Self::of(&url).ok_or_else(|| "its scheme is not http or https".to_owned())
    }

    /// The same URL with another query.
    pub(super) fn with_query(mut self, query: &str) -> Self {
        let path_len = self.path().len();
        self.target.truncate(path_len);
        self.target.push('?');
        self.target.push_str(query);
        self
    }

    pub(super) fn path(&self) -> &str {
        self.target
            .split_once('?')
            .map_or(&*self.target, |(path, _)| path)
    }

    pub(super) fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// The host without its port.
    pub(super) fn host(&self) -> &str {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => &self.authority,
        }
    }

    pub(super) fn is_same_origin(&self, other: &Self) -> bool {
        self.is_https == other.is_https && self.authority == other.authority
    }

    /// True if `other` is this host by HTTPS, each at the port of its scheme.
    pub(super) fn is_upgraded_by(&self, other: &Self) -> bool {
        let has_port = self.authority.len() != self.host().len();
        !self.is_https && other.is_https && !has_port && self.authority == other.authority
    }

    /// The target of the request.
    ///
    /// # Errors
    ///
    /// The reason why it cannot be one.
    pub(super) fn request_target(&self) -> Result<Uri, String> {
        Uri::try_from(&self.target).map_err(|error| error.to_string())
    }

    /// The scheme, which a server knows from its connection.
    pub(super) fn scheme(&self) -> Scheme {
        if self.is_https {
            Scheme::Https
        } else {
            Scheme::Http
        }
    }
}

impl fmt::Display for TestUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_https { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> TestUrl {
        TestUrl::parse(text).unwrap()
    }

    #[test]
    fn a_path_is_added_to_that_of_the_base_as_it_is_written() {
        for (base, path, expected) in [
            (
                "http://testserver",
                "/items?q=a b",
                "http://testserver/items?q=a b",
            ),
            ("http://testserver", "items", "http://testserver/items"),
            ("http://testserver", "", "http://testserver/"),
            (
                "https://shop.example:8443/api/",
                "/items",
                "https://shop.example:8443/api/items",
            ),
            (
                "http://shop.example:80/api",
                "/%41",
                "http://shop.example/api/%41",
            ),
            (
                "http://testserver",
                "https://other:443/x/../y",
                "https://other/y",
            ),
        ] {
            let joined = url(base).below(path).unwrap().to_string();
            assert_eq!(joined, expected, "{base} {path}");
        }
        assert_eq!(url("http://testserver").below("*").unwrap().target, "*");
    }

    #[test]
    fn a_location_is_resolved() {
        let from = url("http://testserver/a/b?c=1");
        for (location, expected) in [
            ("/x", "http://testserver/x"),
            ("x?y", "http://testserver/a/x?y"),
            ("../x#part", "http://testserver/x"),
            ("?d", "http://testserver/a/b?d"),
            ("//other/x", "http://other/x"),
            ("https://other:8443/", "https://other:8443/"),
        ] {
            assert_eq!(from.join(location).unwrap().to_string(), expected);
        }
        assert!(from.join("ftp://other/").is_err());
        assert!(from.join("http://[").is_err());
    }

    #[test]
    fn an_upgrade_is_the_same_host_by_https() {
        let http = url("http://a/");
        assert!(http.is_upgraded_by(&url("https://a/x")));
        for other in ["https://a:8443/", "https://b/", "http://a/"] {
            assert!(!http.is_upgraded_by(&url(other)), "{other}");
        }
        assert!(!url("http://a:8000/").is_upgraded_by(&url("https://a/")));
        assert_eq!(url("http://[::1]:80/").host(), "[::1]");
        assert_eq!(url("http://[::1]:81/").host(), "[::1]");
    }
}
