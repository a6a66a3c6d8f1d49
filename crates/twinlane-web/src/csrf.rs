//! Cross-site request forgery: requests that a browser makes for a page of another site.
//!
//! Browsers send the relation of the page to the server in `Sec-Fetch-Site`; older browsers send the page's origin in `Origin`. No page
//! can change these headers.

use http::Method;
use http::header::{HeaderMap, HeaderName, HeaderValue, ORIGIN, UPGRADE};
use http::request::Parts;
use twinlane_path::{PathTemplate, Scheme};

use crate::origin::Origin;
use crate::path::DecodedPath;
use crate::routing::{Outcome, Table, TableBuilder};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The options of a check against cross-site request forgery.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct CsrfRules {
    /// Origins whose pages may make any request: `https://example.com`.
    pub trusted_origins: Vec<String>,
    /// Templates of paths that any page may request: `/hooks/{name}`.
    pub exempt_paths: Vec<String>,
}

/// A check of requests against cross-site request forgery.
#[derive(Debug)]
pub struct CsrfCheck {
    trusted_origins: Vec<String>,
    exempt_paths: Table<()>,
}

/// The reason why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CsrfRefusal {
    /// `Sec-Fetch-Site` is neither `same-origin` nor `none`.
    Site,
    /// There is no `Sec-Fetch-Site`, and `Origin` differs from the origin of the requested host.
    Origin,
    /// One of the two headers is sent twice.
    Doubled,
}

impl CsrfCheck {
    /// Creates a check with these rules.
    ///
    /// # Errors
    ///
    /// The mistakes in the rules, one sentence each.
    pub fn new(rules: &CsrfRules) -> Result<Self, Vec<String>> {
        let origins = rules.trusted_origins.iter();
        let wrong = origins.filter_map(|origin| Some((origin, Origin::mistake(origin)?)));
        let mut mistakes: Vec<String> = wrong
            .map(|(origin, why)| format!("`{origin}` is no origin: {why}"))
            .collect();
        let mut exempt_paths = TableBuilder::new();
        for path in &rules.exempt_paths {
            match PathTemplate::parse(path) {
                Ok(template) => {
                    // Twice the same is once.
                    let _ = exempt_paths.insert_any(&template, ());
                }
                Err(error) => mistakes.push(format!("the exempt path `{path}` is none: {error}")),
            }
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        Ok(Self {
            trusted_origins: rules.trusted_origins.clone(),
            exempt_paths: exempt_paths.build(),
        })
    }

    /// Checks a request. `scheme` is the client's scheme; `path` gives the path that is routed.
    ///
    /// `GET`, `HEAD` and `OPTIONS` may come from any page, except for a WebSocket handshake. A request with neither `Sec-Fetch-Site` nor
    /// `Origin` passes, too: no browser sends one.
    ///
    /// # Errors
    ///
    /// The reason why the request is refused.
    pub fn check<'p>(
        &self,
        request: &Parts,
        scheme: Scheme,
        path: impl FnOnce() -> DecodedPath<'p>,
    ) -> Result<(), CsrfRefusal> {
        if is_safe(request) {
            return Ok(());
        }
        match self.check_headers(request, scheme) {
            Err(_) if self.is_exempt(&path()) => Ok(()),
            checked => checked,
        }
    }

    fn check_headers(&self, request: &Parts, scheme: Scheme) -> Result<(), CsrfRefusal> {
        let site = only(&request.headers, &SEC_FETCH_SITE)?;
        let origin = only(&request.headers, &ORIGIN)?;
        let refusal = match (site.map(HeaderValue::as_bytes), origin) {
            (Some(b"same-origin" | b"none"), _) | (None, None) => return Ok(()),
            (Some(_), _) => CsrfRefusal::Site,
            (None, Some(_)) => CsrfRefusal::Origin,
        };
        let origin = origin.and_then(|origin| Origin::parse(origin.to_str().ok()?));
        let Some(origin) = origin else {
            return Err(refusal);
        };
        let is_own = || Origin::own(request, scheme) == Some(origin);
        if refusal == CsrfRefusal::Origin && is_own() || self.trusts(&origin) {
            Ok(())
        } else {
            Err(refusal)
        }
    }

    fn trusts(&self, origin: &Origin<'_>) -> bool {
        let trusted = self.trusted_origins.iter();
        let mut trusted = trusted.filter_map(|trusted| Origin::parse(trusted));
        trusted.any(|trusted| trusted == *origin)
    }

    /// A path that somebody further inside may shorten is what it is then, which is not known here.
    fn is_exempt(&self, path: &DecodedPath<'_>) -> bool {
        if path
            .as_str()
            .split(['/', '\\'])
            .any(|step| matches!(step, "." | ".."))
        {
            return false;
        }
        let found = self.exempt_paths.find(&Method::POST, path);
        matches!(found, Outcome::Found { .. })
    }
}

impl CsrfRefusal {
    /// The reason, as a text for the client.
    pub fn detail(self) -> &'static str {
        match self {
            Self::Site => "Cross-site request: its Sec-Fetch-Site is neither same-origin nor none",
            Self::Origin => "Cross-site request: its Origin is not the origin of this host",
            Self::Doubled => "It has several Sec-Fetch-Site or Origin headers",
        }
    }
}

/// True if the request changes nothing, whoever makes it.
fn is_safe(request: &Parts) -> bool {
    matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS)
        && !request.headers.contains_key(UPGRADE)
}

/// The value of a header that is there once at the most.
fn only<'h>(
    headers: &'h HeaderMap,
    name: &HeaderName,
) -> Result<Option<&'h HeaderValue>, CsrfRefusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        _ => Err(CsrfRefusal::Doubled),
    }
}

#[cfg(test)]
mod tests;
