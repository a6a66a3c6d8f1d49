//! The rules as they are written.

use std::time::Duration;

/// The rules for cross-origin requests. By default no origin is allowed.
///
/// A `*` among origins, methods or headers allows all of them.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CorsRules {
    /// Origins that may read responses, as browsers send them: `https://example.com`, `http://localhost:3000`, `null`.
    pub origins: Vec<String>,
    /// A pattern that must match the whole origin.
    pub origin_regex: Option<String>,
    /// Methods that a preflight may ask for. If the list is empty: `GET`.
    pub methods: Vec<String>,
    /// Headers that a request may have in addition to the safe ones; none by default.
    pub headers: Vec<String>,
    /// True if requests may carry cookies and credentials.
    pub credentials: bool,
    /// Headers of responses that scripts may read.
    pub exposed_headers: Vec<String>,
    /// The time for which browsers may cache a preflight, in whole seconds; 10 minutes by default.
    pub max_age: Duration,
    /// True if public sites may send requests to a server in a private network.
    pub private_network: bool,
}

impl Default for CorsRules {
    fn default() -> Self {
        Self {
            origins: Vec::new(),
            origin_regex: None,
            methods: Vec::new(),
            headers: Vec::new(),
            credentials: false,
            exposed_headers: Vec::new(),
            max_age: Duration::from_mins(10),
            private_network: false,
        }
    }
}
