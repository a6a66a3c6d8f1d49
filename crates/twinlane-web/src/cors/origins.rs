//! The origins that are allowed.

use http::HeaderValue;
use regex::Regex;
use twinlane_path::Host;

use crate::header;

/// Allowed origins. A browser's `Origin` is compared as a whole, byte by byte.
#[derive(Debug)]
pub(super) struct Origins {
    pub(super) any: bool,
    /// In order of their bytes.
    exact: Vec<HeaderValue>,
    pattern: Option<Regex>,
}

impl Origins {
    /// The origins of the rules. Each mistake among them is a sentence of `mistakes`.
    pub(super) fn new(origins: &[String], regex: Option<&str>, mistakes: &mut Vec<String>) -> Self {
        let named = || origins.iter().filter(|origin| *origin != "*");
        mistakes.extend(named().filter_map(|origin| mistake(origin)));
        let mut exact: Vec<_> = named()
            .filter_map(|origin| HeaderValue::try_from(origin).ok())
            .collect();
        exact.sort();
        exact.dedup();
        let pattern = regex.and_then(|regex| {
            let compiled = whole(regex);
            compiled
                .map_err(|error| {
                    // The lines before it draw the place.
                    let error = error.to_string();
                    let reason = error.lines().last().unwrap_or_default();
                    mistakes.push(format!("`{regex}` is no pattern of origins: {reason}"));
                })
                .ok()
        });
        Self {
            any: origins.iter().any(|origin| origin == "*"),
            exact,
            pattern,
        }
    }

    /// The value of `Access-Control-Allow-Origin` that allows this origin.
    pub(super) fn allow(&self, origin: &HeaderValue) -> Option<HeaderValue> {
        if let Ok(place) = self
            .exact
            .binary_search_by(|known| known.as_bytes().cmp(origin.as_bytes()))
        {
            // Not the request's own: that would keep the buffer of its head until the response has been sent.
            return Some(self.exact[place].clone());
        }
        let is_allowed = self.any
            || self
                .pattern
                .as_ref()
                .is_some_and(|pattern| pattern.is_match(&header::text(origin)));
        is_allowed.then(|| origin.clone())
    }
}

/// The pattern, for a whole text. It is compiled by itself first: `a)|(b` would be another within a group.
fn whole(regex: &str) -> Result<Regex, Box<regex::Error>> {
    Regex::new(regex)?;
    Ok(Regex::new(&format!(r"\A(?:{regex})\z"))?)
}

/// The reason why no browser sends this text as an origin.
fn mistake(origin: &str) -> Option<String> {
    if origin == "null" {
        return None;
    }
    let wrong = |why: &str| Some(format!("no browser sends the origin `{origin}`: {why}"));
    if origin.contains('*') {
        return wrong("write a pattern as `allow_origin_regex`");
    }
    let Some((scheme, rest)) = origin.split_once("://") else {
        return wrong("it has no scheme, as in `https://example.com`");
    };
    if rest.is_empty() || !is_scheme(scheme) {
        return wrong("it is a scheme, `://` and a host");
    }
    if rest.contains(['/', '?', '#', '@', '\\']) {
        return wrong("it ends behind its host and port, without a slash");
    }
    if origin
        .bytes()
        .any(|byte| !byte.is_ascii_graphic() || byte.is_ascii_uppercase())
    {
        return wrong("it is in lower case, and an international name begins with `xn--`");
    }
    let default_port = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    match Host::parse(rest.as_bytes()) {
        Some(host) if host.port() == Some(default_port) => {
            wrong("the port of the scheme is left out")
        }
        Some(host) if host.as_str().len() == rest.len() => None,
        _ => wrong("its host or port is none"),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(list: &[&str], regex: Option<&str>) -> Origins {
        let list: Vec<_> = list.iter().map(|&origin| origin.to_owned()).collect();
        let mut mistakes = Vec::new();
        let origins = Origins::new(&list, regex, &mut mistakes);
        assert!(mistakes.is_empty(), "{mistakes:?}");
        origins
    }

    fn allows(origins: &Origins, origin: &str) -> bool {
        let origin = HeaderValue::try_from(origin).unwrap();
        let allowed = origins.allow(&origin);
        assert!(allowed.is_none() || allowed == Some(origin));
        allowed.is_some()
    }

    const TRICKS: [&str; 16] = [
        "null",
        "",
        "https://example.com.evil.org",
        "https://evilexample.com",
        "https://evil.org/https://example.com",
        "https://evil.org?https://example.com",
        "https://evil.org#https://example.com",
        "https://example.com@evil.org",
        "https://example.com:8443",
        "https://example.com/",
        "https://example.com ",
        "http://example.com",
        "HTTPS://example.com",
        "https://example.com, https://example.com",
        "https://example.co",
        "https://xexample.com",
    ];

    #[test]
    fn an_origin_is_compared_as_a_whole() {
        let exact = origins(&["https://other.example", "https://example.com"], None);
        let pattern = origins(&[], Some("https://example.com"));
        let alternatives = origins(&[], Some("https://example.com|http://localhost:3000"));
        for origins in [&exact, &pattern, &alternatives] {
            assert!(allows(origins, "https://example.com"));
            for trick in TRICKS {
                assert!(!allows(origins, trick), "{trick:?}");
            }
        }
        assert!(allows(&alternatives, "http://localhost:3000"));
        assert!(!allows(&alternatives, "http://localhost:3000.evil.org"));
        let any = origins(&["*"], None);
        assert!(TRICKS.iter().all(|trick| allows(&any, trick)));
    }

    #[test]
    fn null_is_allowed_only_if_it_is_named() {
        assert!(allows(&origins(&["null"], None), "null"));
        assert!(!allows(
            &origins(&["https://a.example"], Some("https://.*")),
            "null"
        ));
    }

    #[test]
    fn a_pattern_cannot_leave_its_group() {
        for pattern in ["a)|(b", "(", "https://(?=x)", "(?x)a # comment", r"(a)\1"] {
            let mut mistakes = Vec::new();
            let origins = Origins::new(&[], Some(pattern), &mut mistakes);
            assert_eq!(mistakes.len(), 1, "{pattern}");
            assert!(!mistakes[0].contains('\n'), "{}", mistakes[0]);
            assert!(!allows(&origins, "a"), "{pattern}");
        }
    }

    #[test]
    fn what_no_browser_sends_is_a_mistake() {
        #[rustfmt::skip]
        let never = [
            "https://example.com/", "https://example.com/path", "https://example.com?a", "https://example.com#a",
            "https://user@example.com", "example.com", "//example.com", "https://", "://example.com", "",
            "https://*.example.com", "https://example.com:443", "http://example.com:80", "https://EXAMPLE.com",
            "https://b\u{fc}cher.example", "https://example.com:", "https://example.com:99999", "https://exa mple.com",
            "https://[::1", "https://127.1", "NULL", "https:example.com", "1://a",
        ];
        for origin in never {
            assert!(mistake(origin).is_some(), "{origin}");
        }
        #[rustfmt::skip]
        let sent = [
            "null", "https://example.com", "http://localhost:3000", "http://127.0.0.1:8000", "http://[::1]:5173",
            "https://example.com:80", "capacitor://localhost", "chrome-extension://abcdefghijklmnop", "https://xn--bcher-kva.example",
        ];
        for origin in sent {
            assert_eq!(mistake(origin), None, "{origin}");
        }
    }
}
