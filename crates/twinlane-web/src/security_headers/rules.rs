//! The options.

use std::time::Duration;

use http::HeaderValue;
use http::header::{REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS};

use super::policy::Policy;
use super::{PERMISSIONS_POLICY, RESOURCE_POLICY, SecurityHeaders};

/// The options of the security headers; `None` leaves a header out.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SecurityHeaderRules {
    /// A Content-Security-Policy without `frame-ancestors`, none by default. `{nonce}` in it becomes the nonce of the response.
    pub content_security_policy: Option<String>,
    /// The pages that may embed a response in a frame; by default none.
    pub frames: Frames,
    /// A Referrer-Policy, `strict-origin-when-cross-origin` by default.
    pub referrer_policy: Option<String>,
    /// A Permissions-Policy, none by default.
    pub permissions_policy: Option<String>,
    /// A Cross-Origin-Opener-Policy, `same-origin` by default.
    pub opener_policy: Option<String>,
    /// A Cross-Origin-Resource-Policy, `same-origin` by default.
    pub resource_policy: Option<String>,
    /// The Strict-Transport-Security of responses over `https`; by default for a year.
    pub hsts: Option<Hsts>,
}

/// The pages that may embed a response in a frame, such as an `<iframe>`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Frames {
    /// No page.
    #[default]
    Nobody,
    /// Pages of the same origin.
    SameOrigin,
    /// Pages of the same origin and of these origins: `https://example.com`.
    These(Vec<String>),
    /// Any page. No header is sent for it.
    Anybody,
}

/// The options of a Strict-Transport-Security.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hsts {
    /// The time for which browsers use only `https` for this host, in whole seconds; a year by default.
    pub max_age: Duration,
    /// True if this applies to all subdomains, too.
    pub subdomains: bool,
    /// True if browsers may include the host in their preload lists.
    pub preload: bool,
}

/// A year: browsers want as much for their lists.
pub(super) const YEAR: Duration = Duration::from_hours(365 * 24);

impl Default for Hsts {
    fn default() -> Self {
        Self {
            max_age: YEAR,
            subdomains: false,
            preload: false,
        }
    }
}

impl Default for SecurityHeaderRules {
    fn default() -> Self {
        let same_origin = || Some("same-origin".to_owned());
        Self {
            content_security_policy: None,
            frames: Frames::Nobody,
            referrer_policy: Some("strict-origin-when-cross-origin".to_owned()),
            permissions_policy: None,
            opener_policy: same_origin(),
            resource_policy: same_origin(),
            hsts: Some(Hsts::default()),
        }
    }
}

impl SecurityHeaderRules {
    /// The headers, if the rules are without mistakes.
    pub(super) fn headers(&self) -> Option<SecurityHeaders> {
        let value = |text: &Option<String>| match text {
            Some(text) => HeaderValue::from_str(text).ok().map(Some),
            None => Some(None),
        };
        let always = [
            (
                X_CONTENT_TYPE_OPTIONS,
                Some(HeaderValue::from_static("nosniff")),
            ),
            (
                X_FRAME_OPTIONS,
                self.frames.option().map(HeaderValue::from_static),
            ),
            (REFERRER_POLICY, value(&self.referrer_policy)?),
            (PERMISSIONS_POLICY, value(&self.permissions_policy)?),
            (RESOURCE_POLICY, value(&self.resource_policy)?),
        ];
        let always = always
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        Some(SecurityHeaders {
            always: always.collect(),
            policy: Policy::new(self.content_security_policy.as_deref(), &self.frames)?,
            opener_policy: value(&self.opener_policy)?,
            hsts: self.hsts.map(Hsts::header),
        })
    }
}

impl Frames {
    /// The value of `X-Frame-Options`, for browsers that know no `frame-ancestors`. It cannot name origins.
    fn option(&self) -> Option<&'static str> {
        match self {
            Self::Nobody => Some("DENY"),
            Self::SameOrigin => Some("SAMEORIGIN"),
            Self::These(_) | Self::Anybody => None,
        }
    }

    /// The directive of a Content-Security-Policy.
    pub(super) fn directive(&self) -> Option<String> {
        let ancestors = match self {
            Self::Nobody => "'none'".to_owned(),
            Self::SameOrigin => "'self'".to_owned(),
            Self::These(origins) => format!("'self' {}", origins.join(" ")),
            Self::Anybody => return None,
        };
        Some(format!("frame-ancestors {ancestors}"))
    }
}

impl Hsts {
    fn header(self) -> HeaderValue {
        let subdomains = if self.subdomains {
            "; includeSubDomains"
        } else {
            ""
        };
        let preload = if self.preload { "; preload" } else { "" };
        let seconds = self.max_age.as_secs();
        // Of ASCII alone.
        HeaderValue::from_str(&format!("max-age={seconds}{subdomains}{preload}"))
            .unwrap_or_else(|_| HeaderValue::from_static("max-age=0"))
    }
}
