//! The headers that tell of a quota: `draft-ietf-httpapi-ratelimit-headers-10`.

use std::time::Duration;

use http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};

use super::quota::{Quota, RateLimitDecision};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// The rate limit headers of the responses under one quota.
///
/// ```
/// use std::time::Duration;
/// use http::HeaderMap;
/// use twinlane_web::rate_limit::{Quota, RateLimitDecision, RateLimitHeaders};
///
/// let quota = Quota::new(100, Duration::from_secs(60))?;
/// let headers = RateLimitHeaders::new("default", &quota)?;
/// let mut response = HeaderMap::new();
/// headers.add_to(&mut response, &RateLimitDecision::refused(Duration::from_millis(600), Duration::from_secs(60)));
///
/// assert_eq!(response["ratelimit-policy"], r#""default";q=100;w=60"#);
/// assert_eq!(response["ratelimit"], r#""default";r=0;t=60"#);
/// assert_eq!(response["retry-after"], "1");
/// # Ok::<(), String>(())
/// ```
#[derive(Debug)]
pub struct RateLimitHeaders {
    name: String,
    policy: HeaderValue,
}

impl RateLimitHeaders {
    /// The headers of a quota with this name. A client tells several quotas apart by their names.
    ///
    /// # Errors
    ///
    /// If the name is empty, or has characters other than ASCII letters, digits, `-`, `_` and `.`.
    pub fn new(name: &str, quota: &Quota) -> Result<Self, String> {
        let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let policy = format!(
            "\"{name}\";q={};w={}",
            quota.limit(),
            seconds(quota.window())
        );
        match HeaderValue::try_from(policy) {
            Ok(policy) if !name.is_empty() && name.bytes().all(is_safe) => Ok(Self {
                name: name.to_owned(),
                policy,
            }),
            _ => Err(format!(
                "`{name}` is no name of a quota: it is of letters, digits, `-`, `_` and `.`"
            )),
        }
    }

    /// Adds the headers to those of a response, after those of other quotas.
    pub fn add_to(&self, headers: &mut HeaderMap, decision: &RateLimitDecision) {
        headers.append(POLICY, self.policy.clone());
        let (remaining, reset) = (decision.remaining(), seconds(decision.full_after()));
        let limit = format!("\"{}\";r={remaining};t={reset}", self.name);
        if let Ok(limit) = HeaderValue::try_from(limit) {
            headers.append(LIMIT, limit);
        }
        if let Some(retry_after) = decision.retry_after() {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds(retry_after).max(1)));
        }
    }
}

/// Whole seconds, rounded up: whoever waits for them has waited long enough.
fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_quotas_stand_beside_each_other() {
        let quota = Quota::new(5, Duration::from_millis(1_500)).unwrap();
        let mut headers = HeaderMap::new();
        for name in ["burst", "day"] {
            let decision = RateLimitDecision::passed(4, Duration::from_millis(300));
            RateLimitHeaders::new(name, &quota)
                .unwrap()
                .add_to(&mut headers, &decision);
        }
        let all: Vec<_> = headers.get_all("ratelimit").iter().collect();
        assert_eq!(all, ["\"burst\";r=4;t=1", "\"day\";r=4;t=1"]);
        assert_eq!(headers["ratelimit-policy"], "\"burst\";q=5;w=2");
        assert!(!headers.contains_key("retry-after"));
    }

    #[test]
    fn a_name_cannot_leave_its_quotes() {
        let quota = Quota::new(1, Duration::from_secs(1)).unwrap();
        for name in ["", "a\"b", "a b", "a\\", "\u{e9}", "a\nb"] {
            assert!(RateLimitHeaders::new(name, &quota).is_err(), "{name:?}");
        }
    }
}
