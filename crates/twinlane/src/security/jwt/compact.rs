//! A token as it is sent: `header.claims.signature`, each in base64 (RFC 7515, section 7.1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use serde_json::{Map, Value, json};

use super::key::Key;
use super::refusal::Refusal;

/// A token with these claims. `Err` says why there is none.
pub(super) fn sign(claims: &Value, key: &Key) -> Result<String, String> {
    let signer = key.signer().ok_or("the key only verifies")?;
    let signer = signer.map_err(|error| error.to_string())?;
    let header = json!({ "alg": key.algorithm, "typ": "JWT" });
    let mut token = URL_SAFE_NO_PAD.encode(header.to_string());
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(claims.to_string(), &mut token);
    let signature = signer.try_sign(token.as_bytes());
    let signature = signature.map_err(|error| error.to_string())?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(token)
}

/// The claims of a token that the key has signed.
pub(super) fn verified(token: &str, key: &Key) -> Result<Map<String, Value>, Refusal> {
    let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(Refusal::Malformed)?;
    check_header(&object(header)?, key.algorithm)?;
    let signature = bytes(signature)?;
    let verifier = key.verifier().map_err(|_| Refusal::Algorithm)?;
    let outcome = verifier.verify(signed.as_bytes(), &signature);
    outcome.map_err(|_| Refusal::Signature)?;
    object(claims)
}

fn check_header(header: &Map<String, Value>, algorithm: Algorithm) -> Result<(), Refusal> {
    let named = header.get("alg").and_then(Value::as_str);
    if named.and_then(|name| name.parse().ok()) != Some(algorithm) {
        return Err(Refusal::Algorithm);
    }
    if header.get("kid").is_some_and(|kid| !kid.is_string()) {
        return Err(Refusal::KeyId);
    }
    // RFC 7797: `false` is a signature over claims that are not in base64. `true` is what every other token is.
    let base64 = header.get("b64");
    if base64.is_some_and(|base64| *base64 != true) {
        return Err(Refusal::Critical);
    }
    // RFC 7515, section 4.1.11: a token names there what its reader must understand, never nothing.
    match header.get("crit") {
        None => Ok(()),
        Some(Value::Array(extensions))
            if base64.is_some()
                && !extensions.is_empty()
                && extensions.iter().all(|extension| extension == "b64") =>
        {
            Ok(())
        }
        Some(_) => Err(Refusal::Critical),
    }
}

fn object(part: &str) -> Result<Map<String, Value>, Refusal> {
    serde_json::from_slice(&bytes(part)?).map_err(|_| Refusal::Malformed)
}

fn bytes(part: &str) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Refusal::Malformed)
}
