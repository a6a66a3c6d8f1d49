//! Tokens of PyJWT, and what it says of each: `pyjwt.jsonl`, written by `pyjwt.py`.

use std::time::Duration;

use jsonwebtoken::Algorithm;
use serde_json::Value;

use super::super::*;

const ROWS: &str = include_str!("pyjwt.jsonl");

fn rows() -> impl Iterator<Item = Value> {
    ROWS.lines().map(|row| serde_json::from_str(row).unwrap())
}

/// The key with the options that PyJWT was given.
fn key(row: &Value) -> Key {
    let algorithm = row["algorithm"].as_str().unwrap();
    let algorithm: Algorithm = algorithm.parse().unwrap();
    let mut key = Key::of_short_secret(algorithm, row["secret"].as_str().unwrap()).unwrap();
    let asked = &row["options"];
    for audience in texts(&asked["audience"]) {
        key = key.audience(audience);
    }
    for issuer in texts(&asked["issuer"]) {
        key = key.issuer(issuer);
    }
    for claim in texts(&asked["options"]["require"]) {
        key = key.require(claim);
    }
    if let Some(seconds) = asked["leeway"].as_u64() {
        key = key.leeway(Duration::from_secs(seconds));
    }
    let is_off = |name: &str| asked["options"][name] == false;
    if is_off("verify_iat") {
        key = key.any_iat();
    }
    if is_off("verify_sub") {
        key = key.any_sub();
    }
    if is_off("verify_jti") {
        key = key.any_jti();
    }
    key
}

/// A text, or a list of them.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(texts) => texts.iter().map(|text| text.as_str().unwrap()).collect(),
        _ => Vec::new(),
    }
}

fn verdict(token: &str, key: &Key) -> &'static str {
    match decode::<Value>(token, key) {
        Ok(_) => "taken",
        Err(_) => "refused",
    }
}

#[test]
fn each_token_is_taken_or_refused_as_the_table_says() {
    let mut count = 0;
    for row in rows() {
        let name = row["name"].as_str().unwrap();
        let token = row["token"].as_str().unwrap();
        assert_eq!(verdict(token, &key(&row)), row["ours"], "{name}");
        let lax = key(&row).optional_exp().numeric_strings();
        assert_eq!(
            verdict(token, &lax),
            row["lax"],
            "{name}, with PyJWT's defaults"
        );
        count += 1;
    }
    assert_eq!(count, 108);
}

#[test]
fn with_its_defaults_a_key_says_what_pyjwt_says_or_why_not() {
    let mut stricter = 0;
    for row in rows() {
        let pyjwt = row["pyjwt"].as_str().unwrap();
        let is_same = pyjwt.split(':').next() == row["lax"].as_str();
        let reason = row.get("stricter").and_then(Value::as_str);
        assert_eq!(is_same, reason.is_none(), "{}: {pyjwt}", row["name"]);
        if !is_same {
            assert_eq!((row["lax"].as_str(), pyjwt), (Some("refused"), "taken"));
            stricter += 1;
        }
    }
    assert_eq!(stricter, 7);
}
