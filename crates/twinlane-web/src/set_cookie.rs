//! Cookies that a response sets.

use std::fmt::{self, Write};
use std::time::{Duration, SystemTime};

use http::HeaderValue;

/// A cookie that a response sets. The options and the defaults (`Path=/; SameSite=lax`) are those of Starlette's `set_cookie`.
///
/// ```
/// use std::time::Duration;
/// use twinlane_web::SetCookie;
///
/// let cookie = SetCookie::new("session", "a b").max_age(Duration::from_secs(60)).http_only().secure();
/// assert_eq!(cookie.to_string(), r#"session="a b"; HttpOnly; Max-Age=60; Path=/; SameSite=lax; Secure"#);
/// assert_eq!(SetCookie::from(("last", "lamp")).to_string(), "last=lamp; Path=/; SameSite=lax");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a cookie does nothing until a response sets it"]
pub struct SetCookie {
    name: String,
    value: String,
    domain: Option<String>,
    expires: Option<SystemTime>,
    http_only: bool,
    max_age: Option<Duration>,
    partitioned: bool,
    path: Option<String>,
    same_site: Option<SameSite>,
    secure: bool,
}

/// The requests from other sites that carry a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the attribute has these three")]
pub enum SameSite {
    /// No requests.
    Strict,
    /// Only navigation: the user follows a link from another site.
    Lax,
    /// All requests. The cookie must also be `Secure`.
    None,
}

impl SetCookie {
    /// A cookie for the whole site that lasts until the browser is closed.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            domain: None,
            expires: None,
            http_only: false,
            max_age: None,
            partitioned: false,
            path: Some("/".to_owned()),
            same_site: Some(SameSite::Lax),
            secure: false,
        }
    }

    /// Deletes a cookie. Path and domain must be the same as when the cookie was set.
    pub fn deleted(name: impl Into<String>) -> Self {
        let cookie = Self::new(name, "").max_age(Duration::ZERO);
        cookie.expires(SystemTime::now())
    }

    /// Sets the lifetime of the cookie in the browser, in whole seconds.
    pub fn max_age(mut self, time: Duration) -> Self {
        self.max_age = Some(time);
        self
    }

    /// Sets the moment at which the browser drops the cookie. [`max_age`](Self::max_age) takes precedence.
    pub fn expires(mut self, moment: SystemTime) -> Self {
        self.expires = Some(moment);
        self
    }

    /// Sets the path below which the cookie is sent; `None` for the folder of the page that sets it.
    pub fn path<'p>(mut self, path: impl Into<Option<&'p str>>) -> Self {
        self.path = path.into().map(str::to_owned);
        self
    }

    /// Sets the domain to which the cookie is sent, subdomains included. By default it is sent to the exact host only.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(domain.into());
        self
    }

    /// Sends the cookie over HTTPS only.
    pub fn secure(mut self) -> Self {
        self.secure = true;
        self
    }

    /// Hides the cookie from scripts of the page.
    pub fn http_only(mut self) -> Self {
        self.http_only = true;
        self
    }

    /// Limits the requests from other sites that carry the cookie; `None` leaves this to the browser.
    pub fn same_site(mut self, same_site: impl Into<Option<SameSite>>) -> Self {
        self.same_site = same_site.into();
        self
    }

    /// Keeps a separate cookie for each top-level page that embeds the page.
    pub fn partitioned(mut self) -> Self {
        self.partitioned = true;
        self
    }

    /// The value of the header `Set-Cookie`. `None`: the name is empty, or the name, path or domain has characters that are not allowed there.
    pub fn header(&self) -> Option<HeaderValue> {
        let is_name = !self.name.is_empty() && !self.name.contains([';', '=', ' ', ',']);
        let attributes = [self.path.as_deref(), self.domain.as_deref()];
        let mut attributes = attributes.into_iter().flatten();
        if !is_name || attributes.any(|attribute| attribute.contains(';')) {
            return None;
        }
        HeaderValue::from_str(&self.to_string()).ok()
    }
}

impl<N: Into<String>, V: Into<String>> From<(N, V)> for SetCookie {
    fn from((name, value): (N, V)) -> Self {
        Self::new(name, value)
    }
}

/// Prints the value of the header, with the attributes in the order of Python's `http.cookies`.
impl fmt::Display for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=", self.name)?;
        write_value(f, &self.value)?;
        if let Some(domain) = &self.domain {
            write!(f, "; Domain={domain}")?;
        }
        if let Some(moment) = self.expires {
            write!(f, "; expires={}", httpdate::fmt_http_date(moment))?;
        }
        if self.http_only {
            f.write_str("; HttpOnly")?;
        }
        if let Some(time) = self.max_age {
            write!(f, "; Max-Age={}", time.as_secs())?;
        }
        if self.partitioned {
            f.write_str("; Partitioned")?;
        }
        if let Some(path) = &self.path {
            write!(f, "; Path={path}")?;
        }
        if let Some(same_site) = self.same_site {
            write!(f, "; SameSite={}", same_site.word())?;
        }
        if self.secure {
            f.write_str("; Secure")?;
        }
        Ok(())
    }
}

impl SameSite {
    fn word(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Lax => "lax",
            Self::None => "none",
        }
    }
}

/// As Python's `http.cookies` quotes it: in quotes with octal numbers, if there is need to. A character beyond
/// U+00FF, which Python fails at, is the numbers of its UTF-8.
fn write_value(f: &mut fmt::Formatter<'_>, value: &str) -> fmt::Result {
    let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:".contains(&byte);
    if !value.is_empty() && value.bytes().all(is_legal) {
        return f.write_str(value);
    }
    f.write_char('"')?;
    for character in value.chars() {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            ' ' | '(' | ')' | '/' | '<' | '=' | '>' | '?' | '@' | '[' | ']' | '{' | '}' => {
                f.write_char(character)?;
            }
            _ if u8::try_from(character).is_ok_and(is_legal) => f.write_char(character)?,
            _ => {
                if let Ok(code) = u8::try_from(character) {
                    write!(f, "\\{code:03o}")?;
                } else {
                    let mut buffer = [0; 4];
                    for byte in character.encode_utf8(&mut buffer).bytes() {
                        write!(f, "\\{byte:03o}")?;
                    }
                }
            }
        }
    }
    f.write_char('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_written_as_python_writes_it() {
        let whole = SetCookie::new("q", "x y;\"é\\")
            .max_age(Duration::from_secs(5))
            .expires(SystemTime::UNIX_EPOCH)
            .path("/p")
            .domain("d.com")
            .secure()
            .http_only()
            .same_site(SameSite::Strict);
        let bare = SetCookie::new("n", "v").path(None).same_site(None);
        for (cookie, expected) in [
            (
                whole,
                r#"q="x y\073\"\351\\"; Domain=d.com; expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Max-Age=5; Path=/p; SameSite=strict; Secure"#,
            ),
            (bare, "n=v"),
            (SetCookie::new("e", ""), r#"e=""; Path=/; SameSite=lax"#),
            (
                SetCookie::new("p", "a,b/c=d:e@f"),
                r#"p="a\054b/c=d:e@f"; Path=/; SameSite=lax"#,
            ),
            (
                SetCookie::new("u", "→"),
                r#"u="\342\206\222"; Path=/; SameSite=lax"#,
            ),
        ] {
            assert_eq!(cookie.to_string(), expected);
            assert_eq!(cookie.header().unwrap(), expected);
        }
    }

    #[test]
    fn nothing_can_be_added_to_a_header() {
        for cookie in [
            SetCookie::new("a; Secure", "b"),
            SetCookie::new("a\r\nX-Evil: 1", "b"),
            SetCookie::new("", "b"),
            SetCookie::new("a=b", "c"),
            SetCookie::new("a", "b").path("/; Secure"),
            SetCookie::new("a", "b").domain("x\ny"),
        ] {
            assert_eq!(cookie.header(), None, "{cookie}");
        }
        assert!(
            SetCookie::new("a", "b\r\nX-Evil: 1; c")
                .header()
                .is_some_and(
                    |header| header == "a=\"b\\015\\012X-Evil: 1\\073 c\"; Path=/; SameSite=lax"
                )
        );
    }
}
