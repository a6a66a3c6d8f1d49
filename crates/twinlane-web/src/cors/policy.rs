//! Rules that have been checked, with every header value made.

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderName,
    HeaderValue, ORIGIN, VARY,
};
use http::{Method, StatusCode};

use super::origins::Origins;
use super::rules::CorsRules;
use crate::plain_text::plain_text;
use crate::vary::add_vary;
use crate::{Response, header};

const ALL_METHODS: [&str; 8] = [
    "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY",
];
const SAFE_HEADERS: [&str; 4] = [
    "Accept",
    "Accept-Language",
    "Content-Language",
    "Content-Type",
];
const ANY: HeaderValue = HeaderValue::from_static("*");
const TRUE: HeaderValue = HeaderValue::from_static("true");
const OF_ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
const OF_PREFLIGHT: HeaderValue = HeaderValue::from_static(
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network",
);
const REQUEST_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");

/// Checked rules for cross-origin requests.
///
/// ```
/// use http::{HeaderMap, HeaderValue, header};
/// use twinlane_web::cors::{CorsPolicy, CorsRules};
///
/// let mut rules = CorsRules::default();
/// rules.origins.push("https://example.com".to_owned());
/// let policy = CorsPolicy::new(&rules).unwrap();
///
/// let request = HeaderMap::from_iter([(header::ORIGIN, HeaderValue::from_static("https://example.com"))]);
/// let mut response = HeaderMap::new();
/// policy.headers(&request).add_to(&mut response);
/// assert_eq!(response[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://example.com");
/// assert_eq!(response[header::VARY], "Origin");
///
/// rules.origins.push("https://example.com/".to_owned());
/// let mistakes = CorsPolicy::new(&rules).unwrap_err();
/// assert!(mistakes[0].contains("without a slash"));
/// ```
#[derive(Debug)]
pub struct CorsPolicy {
    origins: Origins,
    methods: Vec<String>,
    any_header: bool,
    /// In lower case.
    headers: Vec<String>,
    credentials: bool,
    exposed: Option<HeaderValue>,
    private_network: bool,
    /// The headers of every response to a preflight.
    preflight: HeaderMap,
}

impl CorsPolicy {
    /// Checks the rules.
    ///
    /// # Errors
    ///
    /// Every mistake, one sentence each.
    pub fn new(rules: &CorsRules) -> Result<Self, Vec<String>> {
        let mut mistakes = Vec::new();
        let origins = Origins::new(&rules.origins, rules.origin_regex.as_deref(), &mut mistakes);
        let methods = methods(&rules.methods, &mut mistakes);
        let any_header = rules.headers.iter().any(|name| name == "*");
        let headers = headers(&rules.headers, &mut mistakes);
        check_names(&rules.exposed_headers, &mut mistakes);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let preflight = preflight_headers(rules, &origins, (&methods, any_header, &headers));
        let exposed = &rules.exposed_headers;
        Ok(Self {
            any_header,
            headers: headers
                .iter()
                .map(|name| name.to_ascii_lowercase())
                .collect(),
            credentials: rules.credentials,
            exposed: (!exposed.is_empty()).then(|| joined(exposed)),
            private_network: rules.private_network,
            preflight,
            origins,
            methods,
        })
    }

    /// The response to a preflight. `None`: the request is not a preflight.
    pub fn preflight(&self, method: &Method, request: &HeaderMap) -> Option<Response> {
        if *method != Method::OPTIONS {
            return None;
        }
        let origin = request.get(ORIGIN)?;
        let wanted = request.get(ACCESS_CONTROL_REQUEST_METHOD)?;
        Some(self.answer(origin, wanted, request))
    }

    /// The headers of the response to a request that is not a preflight.
    #[inline]
    pub fn headers(&self, request: &HeaderMap) -> CorsHeaders<'_> {
        let origin = request.get(ORIGIN);
        CorsHeaders {
            policy: self,
            has_origin: origin.is_some(),
            allowed: origin.and_then(|origin| self.allow(origin)),
        }
    }

    fn allow(&self, origin: &HeaderValue) -> Option<HeaderValue> {
        if self.origins.any && !self.credentials {
            return Some(ANY);
        }
        self.origins.allow(origin)
    }

    #[cold]
    fn answer(&self, origin: &HeaderValue, method: &HeaderValue, request: &HeaderMap) -> Response {
        let mut headers = self.preflight.clone();
        let mut failures = Vec::new();
        match self.allow(origin) {
            Some(value) => {
                headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, value);
            }
            None => failures.push("origin"),
        }
        if !self.methods.iter().any(|allowed| method == allowed) {
            failures.push("method");
        }
        if let Some(wanted) = request.get(ACCESS_CONTROL_REQUEST_HEADERS) {
            if self.any_header {
                headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
            } else if !self.has_all(wanted) {
                failures.push("headers");
            }
        }
        if request.contains_key(REQUEST_PRIVATE_NETWORK) {
            if self.private_network {
                headers.insert(ALLOW_PRIVATE_NETWORK, TRUE);
            } else {
                failures.push("private-network");
            }
        }
        if failures.is_empty() {
            return plain_text(StatusCode::OK, headers, "OK");
        }
        let text = format!("Disallowed CORS {}", failures.join(", "));
        plain_text(StatusCode::BAD_REQUEST, headers, text)
    }

    /// True if each of the names is allowed.
    fn has_all(&self, names: &HeaderValue) -> bool {
        header::text(names).split(',').all(|name| {
            let name = name.trim();
            self.headers
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
        })
    }
}

/// The headers of one response, which depend on its request.
#[derive(Debug)]
pub struct CorsHeaders<'p> {
    policy: &'p CorsPolicy,
    has_origin: bool,
    allowed: Option<HeaderValue>,
}

impl CorsHeaders<'_> {
    /// Adds these headers to those of the response.
    #[inline]
    pub fn add_to(self, headers: &mut HeaderMap) {
        if self.has_origin {
            // Starlette says of any origin first, of a named one last.
            let (first, last) = match self.allowed {
                allowed if self.policy.origins.any => (allowed, None),
                allowed => (None, allowed),
            };
            if let Some(allowed) = first {
                headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
            }
            if self.policy.credentials {
                headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
            }
            if let Some(exposed) = &self.policy.exposed {
                headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed.clone());
            }
            if let Some(allowed) = last {
                headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
            }
        }
        add_vary(headers, OF_ORIGIN);
    }
}

/// Methods that browsers send in upper case, whatever a script writes.
const NORMALIZED: [&str; 6] = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];

fn methods(named: &[String], mistakes: &mut Vec<String>) -> Vec<String> {
    if named.iter().any(|method| method == "*") {
        return ALL_METHODS.map(str::to_owned).to_vec();
    }
    for method in named {
        let upper = method.to_ascii_uppercase();
        if Method::from_bytes(method.as_bytes()).is_err() {
            mistakes.push(format!("`{method}` is no method"));
        } else if upper != *method && NORMALIZED.contains(&upper.as_str()) {
            mistakes.push(format!(
                "no browser asks for the method `{method}`: write `{upper}`"
            ));
        }
    }
    if named.is_empty() {
        vec!["GET".to_owned()]
    } else {
        named.to_vec()
    }
}

/// The names with the safe ones, in the order of Starlette's.
fn headers(named: &[String], mistakes: &mut Vec<String>) -> Vec<String> {
    check_names(named, mistakes);
    let safe = SAFE_HEADERS.map(str::to_owned);
    let mut all: Vec<_> = safe.iter().chain(named).cloned().collect();
    all.sort();
    all.dedup();
    all
}

fn check_names(names: &[String], mistakes: &mut Vec<String>) {
    let wrong = names
        .iter()
        .filter(|name| HeaderName::try_from(*name).is_err());
    mistakes.extend(wrong.map(|name| format!("`{name}` is no name of a header")));
}

fn preflight_headers(
    rules: &CorsRules,
    origins: &Origins,
    (methods, any_header, headers): (&[String], bool, &[String]),
) -> HeaderMap {
    let mut made = HeaderMap::new();
    made.insert(VARY, OF_PREFLIGHT);
    if origins.any && !rules.credentials {
        made.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    }
    made.insert(ACCESS_CONTROL_ALLOW_METHODS, joined(methods));
    made.insert(
        ACCESS_CONTROL_MAX_AGE,
        HeaderValue::from(rules.max_age.as_secs()),
    );
    if !any_header {
        made.insert(ACCESS_CONTROL_ALLOW_HEADERS, joined(headers));
    }
    if rules.credentials {
        made.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
    }
    made
}

fn joined(names: &[String]) -> HeaderValue {
    HeaderValue::try_from(names.join(", ")).expect("names of methods and headers are visible ASCII")
}

#[cfg(test)]
mod tests;
