//! Checks of parameters, values that may be left out and are not `null`, an example beside the schema, in every place.

#![expect(
    clippy::many_single_char_names,
    reason = "parameters have the names that they have in Python"
)]

use twinlane::prelude::*;
use twinlane::types::{Bytes, JsonText};

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form of a check")]
fn even(number: &i64) -> Result<(), FieldError> {
    if number % 2 != 0 {
        return Err(FieldError::value("the number is odd"));
    }
    Ok(())
}

fn short(numbers: &[i64]) -> Result<(), FieldError> {
    if numbers.len() < 3 {
        return Ok(());
    }
    Err(FieldError::assertion("there are too many"))
}

#[model]
struct Filter {
    #[field(default = 0)]
    low: i64,
    #[field(default = 10)]
    high: i64,
}

fn in_order(filter: &Filter) -> Result<(), FieldError> {
    if filter.low > filter.high {
        return Err(FieldError::value("low is above high"));
    }
    Ok(())
}

fn tiny(content: &Bytes) -> Result<(), FieldError> {
    if content.len() > 3 {
        return Err(FieldError::value("the content is too large"));
    }
    Ok(())
}

fn few(contents: &[Bytes]) -> Result<(), FieldError> {
    if contents.iter().map(Bytes::len).sum::<usize>() > 3 {
        return Err(FieldError::value("the contents are too large"));
    }
    Ok(())
}

#[model]
struct Low {
    low: i64,
}

#[model]
struct High {
    #[field(le = 9)]
    high: i64,
}

#[model(untagged)]
enum Bound {
    Low(Low),
    High(High),
}

fn positive(bound: &Bound) -> Result<(), FieldError> {
    let (Bound::Low(Low { low: number }) | Bound::High(High { high: number })) = bound;
    if *number < 0 {
        return Err(FieldError::value("the bound is below zero"));
    }
    Ok(())
}

#[model]
struct Loose {
    #[field(not_null, ge = 1)]
    x: Option<i64>,
    #[field(not_null, max_length = 2)]
    numbers: Option<Vec<i64>>,
    #[field(not_null)]
    inner: Option<Box<Loose>>,
    #[field(not_null)]
    j: Option<JsonText<Vec<i64>>>,
}

#[model]
struct Query1 {
    #[field(not_null)]
    x: Option<i64>,
    #[field(not_null)]
    numbers: Option<Vec<i64>>,
    #[field(not_null)]
    j: Option<JsonText<Vec<i64>>>,
}

#[get("/checked/{p}")]
async fn checked(
    #[path(le = 100, check = even)] p: i64,
    #[query(check = even, default = 1)] q: i64,
    #[query(check = short, default = [])] l: Vec<i64>,
    #[header(check = even)] h: Option<i64>,
    #[cookie(validation_alias = "cc", check = even, default = 2)] c: i64,
) -> Value {
    json!([p, q, l, h, c])
}

#[get("/checked-float/{p:int}")]
async fn checked_int(#[path(check = even)] p: i64) -> Value {
    json!(p)
}

#[get("/checked-group")]
async fn checked_group(#[query(check = in_order)] f: Filter) -> Value {
    json!(f)
}

#[get("/checked-headers")]
async fn checked_headers(#[header(check = in_order)] f: Filter) -> Value {
    json!(f.low)
}

#[post("/checked-form")]
async fn checked_form(
    #[form(check = even)] n: i64,
    #[form(check = short, default = [])] l: Vec<i64>,
) -> Value {
    json!([n, l])
}

#[post("/checked-form-model")]
async fn checked_form_model(#[form(check = in_order)] f: Filter) -> Value {
    json!(f)
}

#[post("/checked-body")]
async fn checked_body(#[body(check = in_order)] f: Filter) -> Value {
    json!(f)
}

#[post("/checked-scalar")]
async fn checked_scalar(#[body(check = even)] n: i64) -> Value {
    json!(n)
}

#[post("/checked-keys")]
async fn checked_keys(
    #[body(check = in_order)] f: Filter,
    #[body(ge = 2, check = even, default = 3)] n: i64,
) -> Value {
    json!([f, n])
}

#[post("/checked-bytes")]
async fn checked_bytes(#[file(check = tiny)] f: Bytes) -> Value {
    json!(f.len())
}

#[post("/checked-files")]
async fn checked_files(#[file(check = few)] f: Vec<Bytes>) -> Value {
    let lengths: Vec<usize> = f.iter().map(Bytes::len).collect();
    json!(lengths)
}

#[post("/checked-form-union")]
async fn checked_form_union(#[form(check = positive)] b: Bound) -> Value {
    json!(b)
}

#[get("/loose")]
async fn loose_query(
    #[query(not_null)] q: Option<Vec<i64>>,
    #[query(not_null)] j: Option<JsonText<Vec<i64>>>,
    #[header(not_null)] h: Option<i64>,
    #[cookie(not_null)] c: Option<i64>,
) -> Value {
    json!([q, j.map(|j| j.0), h, c])
}

#[get("/loose-group")]
async fn loose_group(#[query] g: Query1) -> Value {
    json!([g.x, g.numbers, g.j.map(|j| j.0)])
}

#[post("/loose-form")]
async fn loose_form(
    #[form(not_null)] x: Option<i64>,
    #[form(not_null)] l: Option<Vec<i64>>,
    #[form(not_null)] j: Option<JsonText<Vec<i64>>>,
) -> Value {
    json!([x, l, j.map(|j| j.0)])
}

#[post("/loose-files")]
async fn loose_files(
    #[file(not_null)] a: Option<UploadFile>,
    #[file(not_null)] b: Option<Vec<UploadFile>>,
    #[file(not_null)] c: Option<Bytes>,
) -> Value {
    json!([a.is_none(), b.is_none(), c.is_none()])
}

#[post("/loose-body")]
async fn loose_body(#[body(not_null)] x: Option<Vec<i64>>) -> Value {
    json!(x)
}

#[post("/loose-model")]
async fn loose_model(#[body(not_null)] m: Option<Given<Loose>>) -> Value {
    json!(m)
}

#[post("/loose-required")]
async fn loose_required(m: Given<Loose>) -> Value {
    json!(m)
}

#[post("/loose-keys")]
async fn loose_keys(
    #[body(not_null, check = even)] x: Option<i64>,
    #[body(not_null)] m: Option<Loose>,
) -> Value {
    json!([x, m.is_none()])
}

#[post("/loose-embedded")]
async fn loose_embedded(#[body(embed, not_null)] x: Option<i64>) -> Value {
    json!(x)
}

#[get("/example/{p}")]
async fn example(
    #[path(example = 1)] p: i64,
    #[query(example = 2, examples = [4])] q: i64,
    #[header(example = 3, openapi_examples = json!({ "a": { "value": 1 } }))] h: i64,
    #[cookie(example = json!({ "a": [1] }), default = 1)] c: Value,
) -> Value {
    let _ = c;
    json!([p, q, h])
}

#[post("/example-body")]
async fn example_body(
    #[body(example = json!({ "low": 1 }), examples = [json!({ "low": 2 })])] a: Filter,
) -> Value {
    json!(a)
}

#[post("/example-scalar")]
async fn example_scalar(#[body(example = 1)] a: i64) -> Value {
    json!(a)
}

#[post("/example-form")]
async fn example_form(#[form(example = json!({ "low": 3 }))] a: Filter) -> Value {
    json!(a)
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Checks")
        .routes(routes![checked, checked_int, checked_group, checked_headers])
        .routes(routes![checked_form, checked_form_model, checked_body, checked_scalar])
        .routes(routes![checked_keys, checked_bytes, checked_files, checked_form_union])
        .routes(routes![loose_query, loose_group, loose_form, loose_files, loose_body])
        .routes(routes![loose_model, loose_required, loose_keys, loose_embedded])
        .routes(routes![example, example_body, example_scalar, example_form])
}
