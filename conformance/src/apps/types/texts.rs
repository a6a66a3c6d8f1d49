//! Texts with rules, bytes and paths.

use std::path::PathBuf;

use twinlane::prelude::*;
use twinlane::types::{Base64Bytes, Base64Str, Base64UrlBytes, Base64UrlStr, Bytes};

pub(super) fn router() -> Router {
    Router::new().routes(routes![
        post_pattern,
        get_pattern,
        post_part,
        get_part,
        post_letters,
        get_letters,
        post_char,
        get_char,
        post_bytes,
        get_bytes,
        post_bytes_lengths,
        get_bytes_lengths,
        post_base64,
        post_base64_text,
        post_base64_url,
        post_base64_url_text,
        post_path,
        get_path,
        post_stripped,
        get_stripped,
        post_upper,
        get_upper,
        post_lower,
        get_lower,
    ])
}

#[model]
struct PatternField {
    #[field(pattern = "^[a-z]+-[0-9]{2,}$")]
    v: String,
}

#[post("/pattern")]
async fn post_pattern(body: PatternField) -> PatternField {
    body
}

#[get("/pattern")]
async fn get_pattern(#[query(pattern = "^[a-z]+-[0-9]{2,}$")] v: String) -> PatternField {
    PatternField { v }
}

#[model]
struct PartField {
    #[field(pattern = "[0-9]{3}")]
    v: String,
}

#[post("/part")]
async fn post_part(body: PartField) -> PartField {
    body
}

#[get("/part")]
async fn get_part(#[query(pattern = "[0-9]{3}")] v: String) -> PartField {
    PartField { v }
}

#[model]
struct LettersField {
    #[field(pattern = r"^\p{L}+$", max_length = 4)]
    v: String,
}

#[post("/letters")]
async fn post_letters(body: LettersField) -> LettersField {
    body
}

#[get("/letters")]
async fn get_letters(#[query(pattern = r"^\p{L}+$", max_length = 4)] v: String) -> LettersField {
    LettersField { v }
}

#[model]
struct CharField {
    v: char,
}

#[post("/char")]
async fn post_char(body: CharField) -> CharField {
    body
}

#[get("/char")]
async fn get_char(v: char) -> CharField {
    CharField { v }
}

#[model]
struct BytesField {
    v: Bytes,
}

#[post("/bytes")]
async fn post_bytes(body: BytesField) -> BytesField {
    body
}

#[get("/bytes")]
async fn get_bytes(v: Bytes) -> BytesField {
    BytesField { v }
}

#[model]
struct BytesLengthsField {
    #[field(min_length = 2, max_length = 4)]
    v: Bytes,
}

#[post("/bytes_lengths")]
async fn post_bytes_lengths(body: BytesLengthsField) -> BytesLengthsField {
    body
}

#[get("/bytes_lengths")]
async fn get_bytes_lengths(#[query(min_length = 2, max_length = 4)] v: Bytes) -> BytesLengthsField {
    BytesLengthsField { v }
}

#[model]
struct Base64Field {
    v: Base64Bytes,
}

#[post("/base64")]
async fn post_base64(body: Base64Field) -> Base64Field {
    body
}

#[model]
struct Base64TextField {
    v: Base64Str,
}

#[post("/base64_text")]
async fn post_base64_text(body: Base64TextField) -> Base64TextField {
    body
}

#[model]
struct Base64UrlField {
    v: Base64UrlBytes,
}

#[post("/base64_url")]
async fn post_base64_url(body: Base64UrlField) -> Base64UrlField {
    body
}

#[model]
struct Base64UrlTextField {
    v: Base64UrlStr,
}

#[post("/base64_url_text")]
async fn post_base64_url_text(body: Base64UrlTextField) -> Base64UrlTextField {
    body
}

#[model]
struct PathField {
    v: PathBuf,
}

#[post("/path")]
async fn post_path(body: PathField) -> PathField {
    body
}

#[get("/path")]
async fn get_path(v: PathBuf) -> PathField {
    PathField { v }
}

#[model]
struct StrippedField {
    #[field(strip)]
    v: String,
}

#[post("/stripped")]
async fn post_stripped(body: StrippedField) -> StrippedField {
    body
}

#[get("/stripped")]
async fn get_stripped(#[query(strip)] v: String) -> StrippedField {
    StrippedField { v }
}

#[model]
struct UpperField {
    #[field(strip, to_upper, min_length = 2, max_length = 4)]
    v: String,
}

#[post("/upper")]
async fn post_upper(body: UpperField) -> UpperField {
    body
}

#[get("/upper")]
async fn get_upper(
    #[query(strip, to_upper, min_length = 2, max_length = 4)] v: String,
) -> UpperField {
    UpperField { v }
}

#[model]
struct LowerField {
    #[field(to_lower, pattern = "^[A-Za-z]+$")]
    v: String,
}

#[post("/lower")]
async fn post_lower(body: LowerField) -> LowerField {
    body
}

#[get("/lower")]
async fn get_lower(#[query(to_lower, pattern = "^[A-Za-z]+$")] v: String) -> LowerField {
    LowerField { v }
}
