//! A security scheme as the document has it, and the parts that it must have.

mod complete;

use http::StatusCode;
use serde_json::Value;

pub(crate) use complete::is_token;

use crate::errors::HttpError;

/// The description of a security scheme in the document.
#[derive(Debug, Clone)]
pub struct SchemeDescription {
    pub(crate) name: &'static str,
    pub(crate) object: Value,
    /// The status of its refusal.
    pub(crate) refusal: StatusCode,
    /// The errors that it answers by itself.
    pub(crate) errors: Vec<HttpError>,
}

impl SchemeDescription {
    /// True if the scheme declares its scopes, and this one is not among them.
    pub(crate) fn lacks(&self, scope: &str) -> bool {
        let flows = self.object.get("flows").and_then(Value::as_object);
        let flows = flows.into_iter().flat_map(|flows| flows.values());
        let mut declared = flows
            .filter_map(|flow| flow.get("scopes")?.as_object())
            .flat_map(|scopes| scopes.keys())
            .peekable();
        declared.peek().is_some() && !declared.any(|known| known == scope)
    }
}
