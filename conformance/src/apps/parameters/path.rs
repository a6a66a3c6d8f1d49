//! Path parameters of every kind.

use twinlane::prelude::*;

/// A colour of the rainbow.
#[model]
pub(super) enum Colour {
    Red,
    Green,
    #[field(rename = "sky-blue")]
    SkyBlue,
}

#[model]
pub(super) struct Number {
    pub(super) value: f64,
}

#[model]
pub(super) struct ItemId(i64);

pub(super) type UserId = i64;

pub(super) fn router() -> Router {
    Router::new()
        .routes(routes![
            path_int,
            path_float,
            path_bool,
            path_str,
            path_enum,
            path_newtype,
            path_alias,
            path_rules,
            path_between,
            path_length,
            path_deprecated,
            path_several,
            path_unread,
            path_file,
            path_inner,
        ])
        .routes(routes![
            convertor_int,
            convertor_rules,
            convertor_float,
            convertor_str,
            convertor_mixed_int,
            convertor_mixed_str,
            mixed_suffix,
            mixed_version,
            mixed_two,
        ])
}

#[get("/path/int/{value}")]
async fn path_int(value: i64) -> Value {
    json!({ "value": value })
}

#[get("/path/float/{value}")]
fn path_float(value: f64) -> Number {
    Number { value }
}

#[get("/path/bool/{value}")]
async fn path_bool(value: bool) -> Value {
    json!({ "value": value })
}

#[get("/path/str/{value}")]
fn path_str(value: String) -> Value {
    json!({ "value": value })
}

#[get("/path/enum/{colour}")]
async fn path_enum(colour: Colour) -> Value {
    json!({ "colour": colour })
}

#[get("/path/newtype/{item_id}")]
async fn path_newtype(item_id: ItemId) -> Value {
    json!({ "item_id": item_id })
}

#[get("/path/alias/{user_id}")]
fn path_alias(user_id: UserId) -> Value {
    json!({ "user_id": user_id })
}

#[get("/path/rules/{item_id}")]
async fn path_rules(
    #[path(title = "The item's ID", description = "From 1.", ge = 1, le = 1000)] item_id: i64,
) -> Value {
    json!({ "item_id": item_id })
}

#[get("/path/between/{share}")]
async fn path_between(#[path(gt = 0, lt = 1.5)] share: f64) -> Value {
    json!({ "share": share })
}

#[get("/path/length/{code}")]
async fn path_length(#[path(min_length = 2, max_length = 4)] code: String) -> Value {
    json!({ "code": code })
}

#[get("/path/old/{item_id}")]
async fn path_deprecated(#[path(deprecated)] item_id: i64) -> Value {
    json!({ "item_id": item_id })
}

#[get("/users/{user_id}/items/{item_id}")]
async fn path_several(
    item_id: i64,
    user_id: UserId,
    #[query(default = false)] short: bool,
) -> Value {
    json!({ "user_id": user_id, "item_id": item_id, "short": short })
}

#[get("/unread/{nothing}")]
async fn path_unread() -> Value {
    json!({ "read": false })
}

#[get("/files/{file_path:path}")]
async fn path_file(file_path: String) -> Value {
    json!({ "file_path": file_path })
}

#[get("/archives/{name:path}/raw")]
fn path_inner(name: String) -> Value {
    json!({ "name": name })
}

#[get("/convertors/int/{value:int}")]
async fn convertor_int(value: i64) -> Value {
    json!({ "value": value })
}

#[get("/convertors/few/{value:int}")]
async fn convertor_rules(#[path(le = 100)] value: i64) -> Value {
    json!({ "value": value })
}

#[get("/convertors/float/{value:float}")]
async fn convertor_float(value: f64) -> Number {
    Number { value }
}

#[get("/convertors/str/{value:str}")]
async fn convertor_str(value: String) -> Value {
    json!({ "value": value })
}

#[get("/convertors/mixed/{value:int}")]
async fn convertor_mixed_int(value: i64) -> Value {
    json!({ "int": value })
}

#[get("/convertors/mixed/{value}")]
async fn convertor_mixed_str(value: String) -> Value {
    json!({ "str": value })
}

#[get("/mixed/{name}.json")]
async fn mixed_suffix(name: String) -> Value {
    json!({ "json": name })
}

#[get("/mixed/v{major}.{minor}")]
async fn mixed_version(major: i64, minor: i64) -> Value {
    json!({ "major": major, "minor": minor })
}

#[get("/ranges/{first}-{last}")]
async fn mixed_two(first: String, last: String) -> Value {
    json!({ "first": first, "last": last })
}
