//! The cookie that a session is in: its name and attributes.

use http::header::{HeaderMap, HeaderValue};

use crate::SameSite;
use crate::vary::add_vary;

/// The size limit of browsers for a cookie, in bytes of its name and value. Browsers drop a larger cookie silently.
pub const BROWSER_LIMIT: usize = 4096;

/// The name and attributes of the cookie, with Starlette's defaults.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SessionCookie {
    /// The name, `session` by default.
    pub name: String,
    /// The lifetime in the browser, in seconds; 14 days by default. `None`: until the browser is closed.
    pub max_age: Option<u64>,
    /// The path below which the cookie is sent, `/` by default.
    pub path: String,
    /// The requests from other sites that carry the cookie; [`SameSite::Lax`] by default.
    pub same_site: SameSite,
    /// True if the cookie is sent over HTTPS only.
    pub https_only: bool,
    /// The domain to which the cookie is sent, subdomains included. `None`: the exact host only.
    pub domain: Option<String>,
    /// True if each top-level page that embeds the page has a separate cookie.
    pub partitioned: bool,
}

impl Default for SessionCookie {
    fn default() -> Self {
        Self {
            name: "session".to_owned(),
            max_age: Some(14 * 24 * 60 * 60),
            path: "/".to_owned(),
            same_site: SameSite::Lax,
            https_only: false,
            domain: None,
            partitioned: false,
        }
    }
}

impl SessionCookie {
    /// The mistakes in the options, one sentence each.
    pub fn mistakes(&self) -> Vec<String> {
        let mut mistakes = Vec::new();
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if self.name.is_empty() || !self.name.bytes().all(is_token) {
            mistakes.push(format!(
                "`{}` is no name of a cookie: letters, digits and `-_.` make one",
                self.name.escape_debug()
            ));
        }
        let is_value = |text: &str| {
            text.bytes()
                .all(|byte| matches!(byte, b' '..=b'~') && byte != b';')
        };
        if !self.path.starts_with('/') || !is_value(&self.path) {
            mistakes.push(format!(
                "`{}` is no path of a cookie: it starts with `/`, and is ASCII without `;`",
                self.path.escape_debug()
            ));
        }
        let wrong = self.domain.as_deref();
        if let Some(domain) = wrong.filter(|domain| domain.is_empty() || !is_value(domain)) {
            mistakes.push(format!(
                "`{}` is no domain of a cookie: write one such as `example.com`",
                domain.escape_debug()
            ));
        }
        let has = |prefix: &str| {
            let start = self.name.get(..prefix.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        if (has("__Secure-") || has("__Host-")) && !self.https_only {
            mistakes.push(format!(
                "browsers keep `{}` only if it is for HTTPS alone: write `.https_only()`",
                self.name
            ));
        }
        if has("__Host-") && (self.path != "/" || self.domain.is_some()) {
            mistakes.push(format!(
                "browsers keep `{}` only with the path `/` and without a domain",
                self.name
            ));
        }
        if self.max_age == Some(0) {
            mistakes.push(
                "its `max_age` is less than a second, so that no session would be good: leave it out for 14 days, or write `None` for as long as the browser is open"
                    .to_owned(),
            );
        }
        mistakes
    }

    /// The value of the header `Set-Cookie` that sets the cookie. `None`: its options are [wrong](Self::mistakes).
    pub fn set(&self, value: &str) -> Option<HeaderValue> {
        let max_age = self.max_age.map(|age| format!("Max-Age={age}; "));
        self.header(value, &max_age.unwrap_or_default())
    }

    /// The value of the header `Set-Cookie` that deletes the cookie. `None`: its options are [wrong](Self::mistakes).
    pub fn cleared(&self) -> Option<HeaderValue> {
        self.header("null", "expires=Thu, 01 Jan 1970 00:00:00 GMT; ")
    }

    fn header(&self, value: &str, lifetime: &str) -> Option<HeaderValue> {
        let Self { name, path, .. } = self;
        let same_site = match self.same_site {
            SameSite::Strict => "strict",
            SameSite::Lax => "lax",
            SameSite::None => "none",
        };
        let mut text =
            format!("{name}={value}; path={path}; {lifetime}httponly; samesite={same_site}");
        if self.https_only {
            text.push_str("; secure");
        }
        if let Some(domain) = &self.domain {
            text.push_str("; domain=");
            text.push_str(domain);
        }
        if self.partitioned {
            text.push_str("; partitioned");
        }
        HeaderValue::try_from(text).ok()
    }
}

/// Adds `Cookie` to the header `Vary`: the response depends on cookies.
pub fn add_vary_cookie(headers: &mut HeaderMap) {
    add_vary(headers, HeaderValue::from_static("Cookie"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_starlette_writes_it() {
        let usual = SessionCookie::default();
        assert_eq!(
            usual.set("V").unwrap(),
            "session=V; path=/; Max-Age=1209600; httponly; samesite=lax"
        );
        let all = SessionCookie {
            name: "s".to_owned(),
            max_age: None,
            path: "/app".to_owned(),
            same_site: SameSite::None,
            https_only: true,
            domain: Some("example.com".to_owned()),
            partitioned: true,
        };
        assert_eq!(
            all.set("V").unwrap(),
            "s=V; path=/app; httponly; samesite=none; secure; domain=example.com; partitioned"
        );
        assert_eq!(
            all.cleared().unwrap(),
            "s=null; path=/app; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly; samesite=none; secure; domain=example.com; partitioned"
        );
    }

    #[test]
    fn nothing_can_be_added_to_it() {
        let with = |change: fn(&mut SessionCookie)| {
            let mut cookie = SessionCookie::default();
            change(&mut cookie);
            cookie.mistakes().len()
        };
        assert_eq!(with(|_| {}), 0);
        assert_eq!(with(|cookie| cookie.name = "a b".to_owned()), 1);
        assert_eq!(with(|cookie| cookie.name = String::new()), 1);
        assert_eq!(with(|cookie| cookie.path = "/;x".to_owned()), 1);
        assert_eq!(with(|cookie| cookie.path = "x".to_owned()), 1);
        assert_eq!(with(|cookie| cookie.domain = Some("a\nb".to_owned())), 1);
        assert_eq!(with(|cookie| cookie.max_age = Some(0)), 1);
        assert_eq!(with(|cookie| cookie.max_age = None), 0);
    }

    #[test]
    fn a_name_that_browsers_refuse_is_told() {
        let count = |name: &str, https_only, path: &str, domain: Option<&str>| {
            let cookie = SessionCookie {
                name: name.to_owned(),
                https_only,
                path: path.to_owned(),
                domain: domain.map(str::to_owned),
                ..SessionCookie::default()
            };
            cookie.mistakes().len()
        };
        assert_eq!(count("__Host-session", true, "/", None), 0);
        assert_eq!(count("__host-session", false, "/", None), 1);
        assert_eq!(count("__Host-session", true, "/app", None), 1);
        assert_eq!(count("__Host-session", true, "/", Some("a.example")), 1);
        assert_eq!(count("__Secure-session", false, "/app", None), 1);
        assert_eq!(
            count("__Secure-session", true, "/app", Some("a.example")),
            0
        );
        assert_eq!(count("__Session", false, "/app", None), 0);
    }
}
