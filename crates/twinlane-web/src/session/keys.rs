//! Signatures with the time, as `itsdangerous.TimestampSigner` makes them.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::{Digest, Sha1};

use super::SessionContent;

/// Secrets for signing cookies. The first one signs; all of them verify.
#[derive(Clone)]
pub struct SessionKeys(Vec<Hmac<Sha1>>);

/// As Python's decoder: padding may be there, and the last bits do not count.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// More bytes than a signature or a time has.
const LONGEST: usize = 64;

impl SessionKeys {
    /// Creates the keys from these secrets, the newest first.
    pub fn new<S: AsRef<str>>(secrets: impl IntoIterator<Item = S>) -> Self {
        let secrets = secrets.into_iter();
        Self(secrets.map(|secret| derived(secret.as_ref())).collect())
    }

    /// Signs a payload at this time, in seconds since 1970. Without any key the result is empty.
    pub fn sign(&self, payload: &str, now: u64) -> String {
        let Some(key) = self.0.first() else {
            return String::new();
        };
        let time = now.to_be_bytes();
        let leading = time.iter().take_while(|byte| **byte == 0).count();
        let mut cookie = format!("{payload}.");
        BASE64_URL_SAFE_NO_PAD.encode_string(&time[leading..], &mut cookie);
        let signature = key.clone().chain_update(&cookie).finalize().into_bytes();
        cookie.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(signature, &mut cookie);
        cookie
    }

    /// Signs the content of a session at this time, in seconds since 1970.
    pub fn sign_content(&self, content: &SessionContent, now: u64) -> String {
        self.sign(&content.to_payload(), now)
    }

    /// Returns the payload of a valid cookie. `None`: no key signed it. With a `max_age` also if it is older, in seconds, or its time is in
    /// the future.
    pub fn verify<'c>(&self, cookie: &'c str, now: u64, max_age: Option<u64>) -> Option<&'c str> {
        let (signed, signature) = cookie.rsplit_once('.')?;
        let mut bytes = [0; LONGEST];
        let length = LENIENT.decode_slice(signature, &mut bytes).ok()?;
        let signature = &bytes[..length];
        let mut keys = self.0.iter();
        keys.any(|key| {
            let made = key.clone().chain_update(signed);
            made.verify_slice(signature).is_ok()
        })
        .then_some(())?;
        let (payload, time) = signed.rsplit_once('.')?;
        let mut bytes = [0; LONGEST];
        let length = LENIENT.decode_slice(time, &mut bytes).ok()?;
        let signed_at = seconds(&bytes[..length])?;
        if let Some(max_age) = max_age {
            let age = now.checked_sub(signed_at)?;
            (age <= max_age).then_some(())?;
        }
        Some(payload)
    }
}

impl std::fmt::Debug for SessionKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SessionKeys({})", self.0.len())
    }
}

/// The key that `itsdangerous` makes of a secret.
fn derived(secret: &str) -> Hmac<Sha1> {
    let digest = Sha1::new().chain_update("itsdangerous.Signersigner");
    let digest = digest.chain_update(secret).finalize();
    Hmac::new_from_slice(&digest).expect("HMAC takes keys of any length")
}

/// A number of eight bytes at most.
fn seconds(bytes: &[u8]) -> Option<u64> {
    let mut time = [0; 8];
    let start = time.len().checked_sub(bytes.len())?;
    time[start..].copy_from_slice(bytes);
    Some(u64::from_be_bytes(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "secret-é";
    const VECTOR: &str = "eyJ1c2VyIjogIlx1MDBlOTwxPiIsICJuIjogWzEsIDIuMCwgbnVsbCwgdHJ1ZV19.ZVPxAA._Pge8lo42Xg3eOLJjGRuuEW1pIA";
    const SIGNED_AT: u64 = 1_700_000_000;

    fn verify(cookie: &str, now: u64, max_age: Option<u64>) -> Option<SessionContent> {
        let payload = SessionKeys::new([SECRET]).verify(cookie, now, max_age)?;
        SessionContent::from_payload(payload)
    }

    #[test]
    fn a_cookie_of_starlette_is_read_and_made() {
        let content = SessionContent::parse(r#"{"user":"é<1>","n":[1,2.0,null,true]}"#).unwrap();
        let keys = SessionKeys::new([SECRET]);
        assert_eq!(keys.sign_content(&content, SIGNED_AT), VECTOR);
        assert_eq!(verify(VECTOR, SIGNED_AT, Some(0)), Some(content));
    }

    #[test]
    fn its_age_is_between_nothing_and_the_most() {
        for (now, max_age, is_read) in [
            (SIGNED_AT + 10, Some(10), true),
            (SIGNED_AT + 11, Some(10), false),
            (SIGNED_AT - 1, Some(10), false),
            (SIGNED_AT - 1, None, true),
            (u64::MAX, None, true),
        ] {
            assert_eq!(
                verify(VECTOR, now, max_age).is_some(),
                is_read,
                "{now} {max_age:?}"
            );
        }
    }

    #[test]
    fn every_key_verifies_and_the_first_signs() {
        let content = SessionContent::parse("{\"a\": 1}").unwrap();
        let old = SessionKeys::new(["old"]).sign_content(&content, 5);
        let new = SessionKeys::new(["new"]);
        let both = SessionKeys::new(["new", "old"]);
        assert_eq!(new.verify(&old, 5, None), None);
        assert!(both.verify(&old, 5, None).is_some());
        assert_eq!(
            both.sign_content(&content, 5),
            new.sign_content(&content, 5)
        );
    }

    #[test]
    fn hostile_cookies_are_none() {
        let parts: Vec<_> = VECTOR.split('.').collect();
        let signed = |text: &str| {
            let signature = derived(SECRET).chain_update(text).finalize().into_bytes();
            format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
        };
        let mut hostile = vec![
            String::new(),
            ".".to_owned(),
            "..".to_owned(),
            "null".to_owned(),
            "é.é.é".to_owned(),
            parts[0].to_owned(),
            [parts[0], parts[1]].join("."),
            [parts[0], parts[1], ""].join("."),
            [parts[0], "ZVPxAQ", parts[2]].join("."),
            [parts[0], "", parts[2]].join("."),
            format!("{VECTOR}.x"),
            format!("x{VECTOR}"),
            // With a good signature, but no time or none that can be.
            signed(parts[0]),
            signed(&format!("{}.*", parts[0])),
            signed(&format!("{}.__________________8", parts[0])),
        ];
        hostile.extend((0..VECTOR.len()).map(|end| VECTOR[..end].to_owned()));
        for cookie in hostile {
            assert_eq!(verify(&cookie, SIGNED_AT, Some(60)), None, "{cookie}");
        }
    }

    #[test]
    fn a_signed_payload_that_is_no_session_is_no_content() {
        for payload in ["", "*", "bnVsbA==", "W10=", "eyJh", "/w==", "e30"] {
            let keys = SessionKeys::new([SECRET]);
            let cookie = keys.sign(payload, 5);
            let payload = keys.verify(&cookie, 5, None).unwrap();
            assert_eq!(SessionContent::from_payload(payload), None);
        }
    }
}
