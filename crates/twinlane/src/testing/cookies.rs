//! The cookies of a test client.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, header};

use super::test_url::TestUrl;

/// The cookies of a test client, set by responses or by the test with [`set`](Self::set).
///
/// The client sends a cookie until it expires, to the host and the path of the cookie. A `Secure` cookie is sent by `https` alone.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::testing::TestClient;
///
/// #[get("/visits")]
/// async fn visits(#[cookie(default = 0)] visits: u32, response: &mut ResponseParts) -> u32 {
///     response.set_cookie(("visits", (visits + 1).to_string()));
///     visits
/// }
///
/// let client = TestClient::blocking(App::new().routes(routes![visits]));
/// assert_eq!(client.get("/visits").send().text(), "0");
/// assert_eq!(client.get("/visits").send().text(), "1");
/// assert_eq!(client.cookies().get("visits").as_deref(), Some("2"));
/// client.cookies().set("visits", "10");
/// assert_eq!(client.get("/visits").send().text(), "10");
/// ```
#[derive(Clone)]
pub struct Cookies {
    jar: CookieJar,
    /// The host of cookies that the test sets.
    host: String,
}

/// The cookies of a client and its clones.
#[derive(Clone, Default)]
pub(super) struct CookieJar(Arc<Mutex<Vec<StoredCookie>>>);

#[derive(Debug)]
struct StoredCookie {
    name: String,
    value: String,
    domain: String,
    /// True if hosts below the domain get it too.
    has_subdomains: bool,
    path: String,
    is_secure: bool,
    /// `None`: as long as the client lives.
    expires: Option<SystemTime>,
}

impl Cookies {
    /// The value of a cookie. If several cookies have this name, the one with the longest path.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut pairs = self.pairs().into_iter();
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// Sets a cookie for all paths of the host of the client's base URL.
    pub fn set(&self, name: &str, value: &str) {
        self.jar.put(StoredCookie {
            name: name.to_owned(),
            value: value.to_owned(),
            domain: self.host.clone(),
            has_subdomains: false,
            path: "/".to_owned(),
            is_secure: false,
            expires: None,
        });
    }

    /// Removes every cookie of this name.
    pub fn remove(&self, name: &str) {
        self.jar.lock().retain(|cookie| cookie.name != name);
    }

    /// Removes all cookies.
    pub fn clear(&self) {
        self.jar.lock().clear();
    }

    /// The names and values of all cookies, for every host. Cookies with longer paths come first.
    pub fn pairs(&self) -> Vec<(String, String)> {
        self.jar.pairs(|_| true)
    }
}

impl CookieJar {
    pub(super) fn of_host(&self, url: &TestUrl) -> Cookies {
        Cookies {
            jar: self.clone(),
            host: url.host().to_owned(),
        }
    }

    /// The cookies of a request to this URL.
    pub(super) fn for_request(&self, url: &TestUrl) -> Vec<(String, String)> {
        self.pairs(|cookie| {
            (url.is_https || !cookie.is_secure)
                && is_host_of(url.host(), &cookie.domain, cookie.has_subdomains)
                && is_path_of(url.path(), &cookie.path)
        })
    }

    /// Takes the cookies that the response of this URL sets.
    pub(super) fn take_from(&self, headers: &HeaderMap, url: &TestUrl) {
        for header in headers.get_all(header::SET_COOKIE) {
            let text = String::from_utf8_lossy(header.as_bytes());
            if let Some(cookie) = StoredCookie::parse(&text, url) {
                self.put(cookie);
            }
        }
    }

    /// Those that are asked for and have not expired.
    fn pairs(&self, is_asked_for: impl Fn(&StoredCookie) -> bool) -> Vec<(String, String)> {
        let mut cookies = self.lock();
        cookies.retain(|cookie| !cookie.has_expired());
        let mut found: Vec<_> = cookies
            .iter()
            .filter(|cookie| is_asked_for(cookie))
            .collect();
        found.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pairs = found.into_iter();
        pairs
            .map(|cookie| (cookie.name.clone(), cookie.value.clone()))
            .collect()
    }

    /// Adds a cookie, in the place of the one before; one that has expired only removes it.
    fn put(&self, cookie: StoredCookie) {
        let mut cookies = self.lock();
        let known = cookies.iter().position(|known| known.is_same(&cookie));
        match (known, cookie.has_expired()) {
            (Some(place), false) => cookies[place] = cookie,
            (Some(place), true) => drop(cookies.remove(place)),
            (None, false) => cookies.push(cookie),
            (None, true) => {}
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<StoredCookie>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StoredCookie {
    /// A `Set-Cookie` header. `None`: it is not one that this URL may set.
    fn parse(text: &str, url: &TestUrl) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (name, value) = parts.next()?.split_once('=')?;
        let host = url.host();
        let mut cookie = Self {
            name: name.trim().to_owned(),
            value: value.trim().to_owned(),
            domain: host.to_owned(),
            has_subdomains: false,
            path: folder_of(url.path()).to_owned(),
            is_secure: false,
            expires: None,
        };
        let mut max_age = None;
        for part in parts {
            let (option, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim();
            match option.trim().to_ascii_lowercase().as_str() {
                "secure" => cookie.is_secure = true,
                "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
                "domain" => cookie.set_domain(value, host)?,
                "max-age" => max_age = value.parse::<i64>().ok().or(max_age),
                "expires" => cookie.expires = date(value).or(cookie.expires),
                _ => {}
            }
        }
        if let Some(seconds) = max_age {
            let now = SystemTime::now();
            let age = Duration::from_secs(seconds.try_into().unwrap_or(0));
            // With a lifetime that no clock can count, the cookie lives as long as the client.
            cookie.expires = now.checked_add(age);
        }
        (!cookie.name.is_empty()).then_some(cookie)
    }

    /// `None`: another host's, or one of a whole top-level domain.
    fn set_domain(&mut self, domain: &str, host: &str) -> Option<()> {
        let domain = domain.strip_prefix('.').unwrap_or(domain);
        let domain = domain.to_ascii_lowercase();
        if domain.is_empty() || !domain.contains('.') && domain == host {
            return Some(());
        }
        if !domain.contains('.') || !is_host_of(host, &domain, true) {
            return None;
        }
        self.domain = domain;
        self.has_subdomains = true;
        Some(())
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.name, &self.domain, &self.path) == (&other.name, &other.domain, &other.path)
    }

    fn has_expired(&self) -> bool {
        self.expires
            .is_some_and(|moment| moment <= SystemTime::now())
    }
}

fn is_host_of(host: &str, domain: &str, has_subdomains: bool) -> bool {
    let below = || host.strip_suffix(domain)?.strip_suffix('.');
    host == domain || has_subdomains && below().is_some()
}

fn is_path_of(path: &str, of: &str) -> bool {
    let Some(rest) = path.strip_prefix(of) else {
        return false;
    };
    rest.is_empty() || of.ends_with('/') || rest.starts_with('/')
}

/// The path of a cookie that does not say one: up to the last slash.
fn folder_of(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(end) => &path[..end],
    }
}

/// A date as HTTP or as the first cookies wrote it, `Wed, 09-Jun-2021 10:18:14 GMT`.
fn date(text: &str) -> Option<SystemTime> {
    let text = text.trim_matches('"');
    let parsed = httpdate::parse_http_date(text);
    let parsed = parsed.or_else(|_| httpdate::parse_http_date(&text.replace('-', " ")));
    parsed.ok()
}

/// The names only: a value may be a secret.
impl fmt::Debug for Cookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.jar.fmt(f)
    }
}

impl fmt::Debug for CookieJar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cookies = self.lock();
        f.debug_list()
            .entries(cookies.iter().map(|cookie| &cookie.name))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cookies that a client sends to `to` after the response of `from` has set these.
    fn sent(from: &str, set: &[&str], to: &str) -> String {
        let jar = CookieJar::default();
        let mut headers = HeaderMap::new();
        for cookie in set {
            headers.append(header::SET_COOKIE, cookie.parse().unwrap());
        }
        jar.take_from(&headers, &TestUrl::parse(from).unwrap());
        let pairs = jar.for_request(&TestUrl::parse(to).unwrap());
        let pairs: Vec<String> = pairs.iter().map(|(n, v)| format!("{n}={v}")).collect();
        pairs.join("; ")
    }

    const HOME: &str = "http://testserver/";

    /// A response's URL, the cookies it sets, the next URL, and the cookies that httpx sends there.
    type Case = (String, Vec<String>, String, String);

    #[test]
    fn a_cookie_goes_where_httpx_sends_it() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("cookie_cases.json")).unwrap();
        assert!(cases.len() > 50);
        for (from, set, to, expected) in cases {
            let set: Vec<&str> = set.iter().map(String::as_str).collect();
            assert_eq!(
                sent(&from, &set, &to),
                expected,
                "{set:?} of {from} for {to}"
            );
        }
    }

    /// The cases in which RFC 6265 says otherwise than `http.cookiejar`, on which httpx stands.
    #[test]
    fn a_cookie_is_kept_as_a_browser_keeps_it() {
        let below = "http://sub.shop.example/";
        assert_eq!(sent("http://shop.example/", &["a=1"], below), "");
        // The domain of a host without a dot is that host alone.
        assert_eq!(sent(HOME, &["a=1; Domain=testserver"], HOME), "a=1");
        assert_eq!(sent(HOME, &["a=1; Domain="], HOME), "a=1");
        // A `Max-Age` that is no number is ignored.
        assert_eq!(sent(HOME, &["a=1; Max-Age=soon"], HOME), "a=1");
        // The last of one response counts.
        assert_eq!(sent(HOME, &["a=1", "a=2; Max-Age=0"], HOME), "");
        // A cookie without a name is none.
        assert_eq!(sent(HOME, &["a"], HOME), "");
    }

    #[test]
    fn debug_prints_no_value() {
        let cookies = CookieJar::default().of_host(&TestUrl::parse(HOME).unwrap());
        cookies.set("session", "secret");
        assert_eq!(format!("{cookies:?}"), "[\"session\"]");
        cookies.remove("session");
        assert!(cookies.pairs().is_empty());
    }
}
