mod constructors;
mod pyjwt;

use serde_json::{Value, json};

use super::*;

const SECRET: &str = "a secret of thirty-two bytes....";

fn key() -> Key {
    Key::hs256(SECRET).unwrap()
}

fn later() -> u64 {
    expires_in(Duration::from_mins(1))
}

fn refused(token: &str, key: &Key) -> bool {
    decode::<Value>(token, key).is_err()
}

#[test]
fn a_token_of_another_library_is_read() {
    // Python: jwt.encode({"sub": "ada", "exp": 4102444800}, SECRET, "HS256")
    let token = PYTHON;
    assert_eq!(
        decode::<Value>(token, &key()).unwrap(),
        json!({ "sub": "ada", "exp": 4_102_444_800_u64 })
    );
}

const PYTHON: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhZGEiLCJleHAiOjQxMDI0NDQ4MDB9.UO8nfaxew7h1YLuempSjBvBPrb08CLNYDVvbNdo8rGI";

#[test]
fn what_was_signed_is_read_again() {
    for key in [key(), Key::hs512([7; 64]).unwrap()] {
        let token = encode(&json!({ "sub": "ada", "exp": later() }), &key).unwrap();
        assert_eq!(decode::<Value>(&token, &key).unwrap()["sub"], "ada");
    }
}

#[test]
fn a_token_that_was_changed_is_refused() {
    let token = encode(&json!({ "sub": "ada", "exp": later() }), &key()).unwrap();
    let (rest, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = rest.split_once('.').unwrap();
    let other = encode(&json!({ "sub": "bob", "exp": later() }), &key()).unwrap();
    let payload = other.split('.').nth(1).unwrap();
    assert!(refused(&format!("{header}.{payload}.{signature}"), &key()));
    assert!(refused(&format!("{rest}."), &key()));
    assert!(refused(rest, &key()));
    assert!(refused("", &key()));
    assert!(refused(&token, &Key::hs256([7; 32]).unwrap()));
}

#[test]
fn the_algorithm_is_the_keys() {
    // {"alg":"none","typ":"JWT"}
    let token = encode(&json!({ "exp": later() }), &key()).unwrap();
    let payload = token.split('.').nth(1).unwrap();
    assert!(refused(
        &format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}."),
        &key()
    ));
    let long = [7; 64];
    let signed = encode(&json!({ "exp": later() }), &Key::hs512(long).unwrap()).unwrap();
    assert!(refused(&signed, &Key::hs256(long).unwrap()));
}

#[test]
fn time_audience_and_issuer_must_be_right() {
    let signed = |claims: Value| encode(&claims, &key()).unwrap();
    assert!(refused(&signed(json!({ "sub": "ada" })), &key()), "no exp");
    let now = expires_in(Duration::ZERO);
    assert!(refused(
        &signed(json!({ "exp": later(), "iat": now + 30 })),
        &key()
    ));
    assert!(refused(&signed(json!({ "exp": now })), &key()));
    assert!(refused(
        &signed(json!({ "exp": later(), "nbf": now + 30 })),
        &key()
    ));
    let slow = key().leeway(Duration::from_secs(40));
    assert!(!refused(&signed(json!({ "exp": now - 1 })), &slow));

    let ours = key().audience("ours").issuer("us");
    let right = json!({ "exp": later(), "aud": "ours", "iss": "us" });
    assert!(!refused(&signed(right.clone()), &ours));
    for (claim, value) in [
        ("aud", json!("theirs")),
        ("iss", json!("them")),
        ("aud", Value::Null),
        ("iss", Value::Null),
    ] {
        let mut claims = right.clone();
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(claim)),
            value => claims[claim] = value,
        }
        assert!(refused(&signed(claims.clone()), &ours), "{claims}");
    }
    let several = key().audience("theirs").audience("ours");
    assert!(!refused(&signed(right.clone()), &several));
    assert!(
        refused(&signed(right), &key()),
        "an audience that nobody asked for"
    );
}

#[test]
fn claims_are_an_object() {
    assert!(encode(&json!("ada"), &key()).is_err());
    assert!(encode(&7, &key()).is_err());
}

/// A token that `decode` would refuse is not signed either.
#[test]
fn a_subject_and_an_identity_are_texts_when_a_token_is_made() {
    for claim in ["sub", "jti"] {
        let claims = json!({ claim: 7, "exp": later() });
        let error = encode(&claims, &key()).unwrap_err();
        let said = format!("{error:?}");
        assert!(
            said.contains(&format!("the claim `{claim}`: it is no text")),
            "{said}"
        );
        let lax = key().any_sub().any_jti();
        let token = encode(&claims, &lax).unwrap();
        assert_eq!(decode::<Value>(&token, &lax).unwrap()[claim], 7);
    }
}

#[test]
fn a_registered_claim_that_is_null_is_left_out_of_a_token() {
    let claims = json!({ "sub": null, "jti": null, "aud": null, "exp": later(), "own": null });
    let token = encode(&claims, &key()).unwrap();
    let read: Value = decode(&token, &key()).unwrap();
    assert_eq!(read, json!({ "exp": claims["exp"], "own": null }));
}

/// The claims that are read are those that were checked.
#[test]
fn a_claim_that_is_there_twice_is_read_as_it_was_checked() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    #[derive(serde::Deserialize)]
    struct Claims {
        sub: String,
        exp: u64,
    }
    let claims = format!(r#"{{"sub":"bob","sub":"ada","exp":1,"exp":{}}}"#, later());
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256"}"#);
    let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims));
    let signature = key().signer().unwrap().unwrap().sign(signed.as_bytes());
    let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
    let read: Claims = decode(&token, &key()).unwrap();
    assert_eq!(read.sub, "ada");
    assert!(read.exp > 1);
}

#[test]
fn the_secret_is_not_shown() {
    assert_eq!(format!("{:?}", key()), "Key { algorithm: HS256, .. }");
}

#[test]
fn a_refusal_has_the_challenge() {
    let error = decode::<Value>("no token", &key()).unwrap_err();
    let response = error.into_response();
    assert_eq!(response.status(), 401);
    assert_eq!(response.headers()["www-authenticate"], "Bearer");
}
