//! Headers that limit what browsers may do with a response.
//!
//! `rules` are the options, `check` finds what is wrong with them, and `policy` is a Content-Security-Policy.

mod check;
mod policy;
mod rules;

use http::header::{CONTENT_SECURITY_POLICY, STRICT_TRANSPORT_SECURITY, X_FRAME_OPTIONS};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use twinlane_path::Scheme;

use crate::Response;
use policy::Policy;
pub use rules::{Frames, Hsts, SecurityHeaderRules};

/// Marks a response as a page of the framework, through the response's extensions.
///
/// Such a page has inline scripts and styles, and opens windows of other sites. It is therefore exempt from the application's
/// Content-Security-Policy and Cross-Origin-Opener-Policy.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "a mark")]
pub struct FrameworkPage;

/// Checked security headers, ready to be added to responses.
#[derive(Debug)]
pub struct SecurityHeaders {
    always: Vec<(HeaderName, HeaderValue)>,
    policy: Policy,
    opener_policy: Option<HeaderValue>,
    hsts: Option<HeaderValue>,
}

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

impl SecurityHeaders {
    /// Creates the headers from these rules.
    ///
    /// # Errors
    ///
    /// The mistakes in the rules, one sentence each.
    pub fn new(rules: &SecurityHeaderRules) -> Result<Self, Vec<String>> {
        let mistakes = check::mistakes(rules);
        if mistakes.is_empty() {
            rules.headers().ok_or_else(Vec::new)
        } else {
            Err(mistakes)
        }
    }

    /// True if each response needs a new nonce.
    pub fn needs_nonce(&self) -> bool {
        self.policy.needs_nonce()
    }

    /// True if a response gets `Strict-Transport-Security`: the rules have it, the client uses `https`, and the host is known and not
    /// `localhost`.
    pub fn has_hsts(&self, scheme: Scheme, host: Option<&str>) -> bool {
        self.hsts.is_some() && scheme == Scheme::Https && !host.is_none_or(is_of_this_machine)
    }

    /// Adds the headers to a response. A header that the response already has is kept. If it has a Content-Security-Policy without
    /// `frame-ancestors`, and no `X-Frame-Options`, a second policy with `frame-ancestors` is added.
    pub fn add_to(&self, response: &mut Response, has_hsts: bool, nonce: &str) {
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            return;
        }
        let is_framework_page = response.extensions().get::<FrameworkPage>().is_some();
        let headers = response.headers_mut();
        let says_who_frames = headers.contains_key(X_FRAME_OPTIONS);
        for (name, value) in &self.always {
            add(headers, name.clone(), || Some(value.clone()));
        }
        if !headers.contains_key(CONTENT_SECURITY_POLICY) {
            if let Some(policy) = self.policy.header(nonce, is_framework_page) {
                headers.insert(CONTENT_SECURITY_POLICY, policy);
            }
        } else if !says_who_frames
            && !names_frame_ancestors(headers)
            && let Some(frames) = self.policy.frames()
        {
            // Browsers keep to each of several policies, so that one of the operation's own does not let everybody show it.
            headers.append(CONTENT_SECURITY_POLICY, frames.clone());
        }
        if !is_framework_page {
            add(headers, OPENER_POLICY, || self.opener_policy.clone());
        }
        if has_hsts {
            add(headers, STRICT_TRANSPORT_SECURITY, || self.hsts.clone());
        }
    }
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: impl FnOnce() -> Option<HeaderValue>) {
    if !headers.contains_key(&name)
        && let Some(value) = value()
    {
        headers.insert(name, value);
    }
}

/// True if one of the policies says who may show the response in a frame.
fn names_frame_ancestors(headers: &HeaderMap) -> bool {
    const NAME: &[u8] = b"frame-ancestors";
    let policies = headers.get_all(CONTENT_SECURITY_POLICY).into_iter();
    let mut directives =
        policies.flat_map(|policy| policy.as_bytes().split(|byte| b";,".contains(byte)));
    directives.any(|directive| {
        let directive = directive.trim_ascii_start();
        let name = directive.split(u8::is_ascii_whitespace).next();
        name.is_some_and(|name| name.eq_ignore_ascii_case(NAME))
    })
}

/// Browsers would keep it for all that a developer ever runs there.
fn is_of_this_machine(host: &str) -> bool {
    let host = host.as_bytes();
    let ends = |end: &[u8]| {
        host.len()
            .checked_sub(end.len())
            .is_some_and(|start| host[start..].eq_ignore_ascii_case(end))
    };
    host.eq_ignore_ascii_case(b"localhost") || ends(b".localhost")
}

#[cfg(test)]
mod tests;
