//! The claims of a token that are about the token itself: when it is valid, for whom, from whom.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

use super::refusal::Refusal;

/// The rules for the claims of a token. The options of a [`Key`](super::Key) explain each.
#[derive(Debug, Clone)]
pub(super) struct ClaimRules {
    pub(super) leeway: Duration,
    pub(super) required: Vec<String>,
    /// Empty: a token must not name any.
    pub(super) audiences: Vec<String>,
    /// Empty: a token may name any.
    pub(super) issuers: Vec<String>,
    pub(super) numeric_strings: bool,
    pub(super) checks_iat: bool,
    /// The claims that must be texts if present.
    pub(super) texts: Vec<&'static str>,
}

impl Default for ClaimRules {
    fn default() -> Self {
        Self {
            leeway: Duration::ZERO,
            required: vec!["exp".to_owned()],
            audiences: Vec::new(),
            issuers: Vec::new(),
            numeric_strings: false,
            checks_iat: true,
            texts: vec!["sub", "jti"],
        }
    }
}

type Claims = Map<String, Value>;

impl ClaimRules {
    /// Refuses claims that are not valid now.
    pub(super) fn check(&self, claims: &Claims) -> Result<(), Refusal> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        // A clock that stands before 1970 knows nothing: every `exp` is past.
        self.check_at(
            claims,
            now.map_or(f64::INFINITY, |since| since.as_secs_f64()),
        )
    }

    /// Refuses claims of a type that no token of this key may have.
    pub(super) fn check_types(&self, claims: &Claims) -> Result<(), Refusal> {
        for name in &self.texts {
            if claims.get(*name).is_some_and(|claim| !claim.is_string()) {
                return Err(Refusal::claim(name, "it is no text"));
            }
        }
        Ok(())
    }

    fn check_at(&self, claims: &Claims, now: f64) -> Result<(), Refusal> {
        for name in &self.required {
            if claims.get(name).is_none_or(Value::is_null) {
                return Err(Refusal::claim(name, "it is missing"));
            }
        }
        self.check_times(claims, now)?;
        self.check_issuer(claims.get("iss"))?;
        self.check_audience(claims.get("aud"))?;
        self.check_types(claims)
    }

    fn check_times(&self, claims: &Claims, now: f64) -> Result<(), Refusal> {
        let leeway = self.leeway.as_secs_f64();
        // Of the second itself RFC 7519, section 4.1.4, says no.
        if self
            .time(claims, "exp")?
            .is_some_and(|exp| exp <= now - leeway)
        {
            return Err(Refusal::claim("exp", "it is past"));
        }
        if self
            .time(claims, "nbf")?
            .is_some_and(|nbf| nbf > now + leeway)
        {
            return Err(Refusal::claim("nbf", "it is in the future"));
        }
        if !self.checks_iat {
            return Ok(());
        }
        match self.time(claims, "iat")? {
            Some(iat) if iat > now + leeway => Err(Refusal::claim("iat", "it is in the future")),
            _ => Ok(()),
        }
    }

    /// A claim that is a number of seconds since 1970, without its fraction: as PyJWT reads it.
    fn time(&self, claims: &Claims, name: &'static str) -> Result<Option<f64>, Refusal> {
        let Some(claim) = claims.get(name) else {
            return Ok(None);
        };
        let time = match claim {
            Value::Number(number) => number.as_f64(),
            Value::String(text) if self.numeric_strings => whole_number(text),
            _ => None,
        };
        let time = time.filter(|time| time.is_finite()).map(f64::trunc);
        let time = time.ok_or_else(|| Refusal::claim(name, "it is no time"));
        time.map(Some)
    }

    fn check_issuer(&self, issuer: Option<&Value>) -> Result<(), Refusal> {
        let issuer = issuer.and_then(Value::as_str);
        if self.issuers.is_empty() || self.issuers.iter().any(|known| Some(&**known) == issuer) {
            Ok(())
        } else {
            Err(Refusal::claim("iss", "it is not one that was named"))
        }
    }

    fn check_audience(&self, audience: Option<&Value>) -> Result<(), Refusal> {
        let given = match audience {
            None | Some(Value::Null) => &[],
            Some(Value::Array(given)) => given.as_slice(),
            Some(Value::String(one)) if one.is_empty() => &[],
            Some(one) => std::slice::from_ref(one),
        };
        if !given.iter().all(Value::is_string) {
            return Err(Refusal::claim("aud", "it is no text, nor a list of them"));
        }
        let is_known = |one: &Value| self.audiences.iter().any(|known| one == known.as_str());
        if given.iter().any(is_known) || given.is_empty() && self.audiences.is_empty() {
            Ok(())
        } else {
            Err(Refusal::claim("aud", "it is not one that was named"))
        }
    }
}

/// Digits, with a sign or without.
fn whole_number(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: f64 = 1000.5;

    fn refused(rules: &ClaimRules, claims: Value) -> bool {
        let Value::Object(claims) = claims else {
            unreachable!()
        };
        rules.check_at(&claims, NOW).is_err()
    }

    /// Without `exp`, to look at one claim at a time.
    fn rules() -> ClaimRules {
        ClaimRules {
            required: Vec::new(),
            ..ClaimRules::default()
        }
    }

    #[test]
    fn the_second_of_a_time_counts() {
        assert!(refused(&rules(), json!({ "exp": 1000 })));
        assert!(!refused(&rules(), json!({ "exp": 1001 })));
        for claim in ["nbf", "iat"] {
            assert!(!refused(&rules(), json!({ claim: 1000 })), "{claim}");
            assert!(refused(&rules(), json!({ claim: 1001 })), "{claim}");
            // PyJWT takes the whole seconds of a fraction.
            assert!(!refused(&rules(), json!({ claim: 1000.9 })), "{claim}");
        }
        assert!(refused(&rules(), json!({ "exp": 1000.9 })));
    }

    #[test]
    fn leeway_is_for_all_times_and_has_fractions() {
        let rules = ClaimRules {
            leeway: Duration::from_millis(10_500),
            ..rules()
        };
        assert!(refused(&rules, json!({ "exp": 990 })));
        assert!(!refused(&rules, json!({ "exp": 991 })));
        for claim in ["nbf", "iat"] {
            assert!(!refused(&rules, json!({ claim: 1011 })), "{claim}");
            assert!(refused(&rules, json!({ claim: 1012 })), "{claim}");
        }
        let longest = ClaimRules {
            leeway: Duration::MAX,
            ..rules
        };
        assert!(!refused(&longest, json!({ "exp": 0, "nbf": u64::MAX })));
    }

    #[test]
    fn a_time_is_a_number() {
        for claim in ["exp", "nbf", "iat"] {
            for value in [
                json!(null),
                json!("x"),
                json!(""),
                json!(true),
                json!([1]),
                json!({}),
            ] {
                for numeric_strings in [false, true] {
                    let rules = ClaimRules {
                        numeric_strings,
                        ..rules()
                    };
                    assert!(refused(&rules, json!({ claim: value })), "{claim} {value}");
                }
            }
        }
        for exp in [json!(u64::MAX), json!(1e300), json!(1001.0)] {
            assert!(!refused(&rules(), json!({ "exp": exp })), "{exp}");
        }
        for exp in [json!(-1), json!(i64::MIN), json!(-1e300)] {
            assert!(refused(&rules(), json!({ "exp": exp })), "{exp}");
        }
    }

    #[test]
    fn digits_are_a_number_where_that_was_said() {
        let lax = ClaimRules {
            numeric_strings: true,
            ..rules()
        };
        for text in ["1001", " 1001\n", "+1001", "99999999999999999999999"] {
            assert!(!refused(&lax, json!({ "exp": text })), "{text}");
            assert!(refused(&rules(), json!({ "exp": text })), "{text}");
        }
        for text in [
            "1000", "-1001", "1001.5", "1e9", "0x7fff", "inf", "NaN", "+", "١٠٠١", "1 001",
        ] {
            assert!(refused(&lax, json!({ "exp": text })), "{text}");
        }
    }

    #[test]
    fn an_audience_is_a_text_or_a_list_of_them() {
        let ours = ClaimRules {
            audiences: vec!["a".to_owned(), "b".to_owned()],
            ..rules()
        };
        for (audience, for_ours, for_any) in [
            (json!("a"), true, false),
            (json!(["x", "b"]), true, false),
            (json!("x"), false, false),
            (json!([]), false, true),
            (json!(""), false, true),
            (json!(null), false, true),
            (json!(["a", 1]), false, false),
            (json!(1), false, false),
            (json!(0), false, false),
            (json!({ "a": "a" }), false, false),
        ] {
            let claims = || json!({ "aud": audience });
            assert_eq!(!refused(&ours, claims()), for_ours, "{audience}");
            assert_eq!(!refused(&rules(), claims()), for_any, "{audience}");
        }
        assert!(refused(&ours, json!({})));
    }

    #[test]
    fn an_issuer_is_one_that_was_named() {
        let ours = ClaimRules {
            issuers: vec!["a".to_owned(), "b".to_owned()],
            ..rules()
        };
        assert!(!refused(&ours, json!({ "iss": "b" })));
        for claims in [
            json!({}),
            json!({ "iss": "x" }),
            json!({ "iss": ["a"] }),
            json!({ "iss": null }),
        ] {
            assert!(refused(&ours, claims.clone()), "{claims}");
            assert!(!refused(&rules(), claims));
        }
    }

    #[test]
    fn a_required_claim_is_there() {
        let rules = ClaimRules {
            required: vec!["iat".to_owned(), "tenant".to_owned()],
            ..ClaimRules::default()
        };
        assert!(!refused(&rules, json!({ "iat": 1, "tenant": false })));
        assert!(refused(&rules, json!({ "iat": 1 })));
        assert!(refused(&rules, json!({ "iat": 1, "tenant": null })));
        assert!(
            refused(&ClaimRules::default(), json!({})),
            "exp is required"
        );
    }

    #[test]
    fn a_subject_and_an_identity_are_texts() {
        let lax = ClaimRules {
            texts: Vec::new(),
            ..rules()
        };
        for claim in ["sub", "jti"] {
            assert!(!refused(&rules(), json!({ claim: "ada" })));
            for value in [json!(7), json!(null), json!(["ada"])] {
                assert!(
                    refused(&rules(), json!({ claim: value })),
                    "{claim} {value}"
                );
                assert!(!refused(&lax, json!({ claim: value })), "{claim} {value}");
            }
        }
    }
}
