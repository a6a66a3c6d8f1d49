//! Models as groups of parameters, and bodies of several values.

use std::collections::HashMap;

use twinlane::prelude::*;
use twinlane::types::Bytes;

#[model(rename_all = "lowercase")]
enum Order {
    Created,
    Updated,
}

/// The filter of a search.
#[model]
struct Filter {
    /// How many
    #[field(default = 100, gt = 0, le = 100)]
    limit: i64,
    #[field(default = 0, ge = 0, title = "From where", examples = [10])]
    offset: i64,
    order_by: Option<Order>,
    #[field(default)]
    tags: Vec<String>,
}

#[model(extra = "forbid")]
struct Strict {
    limit: i64,
    #[field(deprecated)]
    q: Option<String>,
}

#[model(extra = "allow")]
struct Loose {
    a: i64,
    #[field(extra)]
    more: HashMap<String, Value>,
}

#[model]
struct Renamed {
    #[field(alias = "item-id")]
    item_id: i64,
    #[field(validation_alias = ["kind", "sort"], serialization_alias = "kind", default = "none")]
    kind: String,
}

#[model]
struct Headers {
    host: String,
    save_data: bool,
    if_modified_since: Option<String>,
    traceparent: Option<String>,
    #[field(default)]
    x_tag: Vec<String>,
}

#[model(extra = "forbid")]
struct StrictHeaders {
    x_token: String,
}

#[model]
struct Cookies {
    session_id: String,
    fatebook_tracker: Option<i64>,
}

#[model(extra = "forbid")]
struct StrictCookies {
    session_id: String,
}

#[get("/query")]
fn query(#[query] found: Filter) -> Value {
    json!(found)
}

#[get("/query/strict")]
fn query_strict(#[query] found: Strict) -> Value {
    json!(found)
}

#[get("/query/loose")]
fn query_loose(#[query] found: Loose) -> Value {
    json!(found)
}

#[get("/query/renamed")]
fn query_renamed(#[query] found: Renamed) -> Value {
    json!(found)
}

#[get("/query/optional")]
fn query_optional(#[query] found: Option<Strict>) -> Value {
    json!(found)
}

#[get("/query/loose/optional")]
fn query_loose_optional(#[query] found: Option<Loose>) -> Value {
    json!(found)
}

#[get("/query/beside")]
fn query_beside(
    #[query] found: Filter,
    #[query] one: Loose,
    #[query(default = 7)] limit: i64,
    #[query(default = 0)] z: i64,
) -> Value {
    json!({ "found": found, "one": one, "limit": limit, "z": z })
}

#[get("/header")]
fn header(#[header] headers: Headers) -> Value {
    json!(headers)
}

#[get("/header/strict")]
fn header_strict(#[header] headers: StrictHeaders) -> Value {
    json!(headers)
}

#[get("/header/underscores")]
fn header_underscores(#[header(convert_underscores = false)] headers: Headers) -> Value {
    json!(headers)
}

#[get("/header/underscores/strict")]
fn header_underscores_strict(
    #[header(convert_underscores = false)] headers: StrictHeaders,
) -> Value {
    json!(headers)
}

#[get("/header/underscores/optional")]
fn header_underscores_optional(
    #[header(convert_underscores = false)] headers: Option<Headers>,
) -> Value {
    json!(headers)
}

#[get("/header/underscores/both")]
fn header_underscores_both(
    #[header(convert_underscores = false)] kept: Headers,
    #[header] converted: Headers,
) -> Value {
    json!({ "kept": kept, "converted": converted })
}

#[get("/header/optional")]
fn header_optional(#[header] headers: Option<Headers>) -> Value {
    json!(headers)
}

#[get("/cookie")]
fn cookie(#[cookie] cookies: Cookies) -> Value {
    json!(cookies)
}

#[get("/cookie/strict")]
fn cookie_strict(#[cookie] cookies: StrictCookies) -> Value {
    json!(cookies)
}

#[get("/all/{item_id}")]
fn all_places(
    item_id: i64,
    #[query] found: Filter,
    #[header] headers: Option<StrictHeaders>,
    #[cookie] cookies: Option<Cookies>,
) -> Value {
    json!({
        "item_id": item_id,
        "found": found,
        "headers": headers,
        "cookies": cookies,
    })
}

#[model]
struct Item {
    name: String,
    #[field(gt = 0)]
    price: f64,
    #[field(default)]
    tags: Vec<String>,
}

#[model]
struct User {
    username: String,
    full_name: Option<String>,
}

#[put("/body/two/{item_id}")]
fn body_two(
    item_id: i64,
    item: Item,
    user: User,
    #[body(gt = 0)] importance: i64,
    q: Option<String>,
) -> Value {
    json!({
        "item_id": item_id,
        "item": item,
        "user": user,
        "importance": importance,
        "q": q,
    })
}

#[post("/body/optional")]
fn body_optional(item: Option<Item>, user: Option<User>) -> Value {
    json!({ "item": item, "user": user })
}

#[post("/body/embed")]
fn body_embed(#[body(embed)] item: Item) -> Value {
    json!(item)
}

#[post("/body/embed/optional")]
fn body_embed_optional(#[body(embed)] item: Option<Item>) -> Value {
    json!(item)
}

#[post("/body/scalar")]
fn body_scalar(
    /// How much
    #[body(ge = 1)]
    importance: i64,
) -> Value {
    json!(importance)
}

#[post("/body/scalars")]
#[expect(clippy::many_single_char_names, reason = "they are names of the wire")]
fn body_scalars(
    /// An A
    #[body(ge = 1, title = "The A")]
    a: i64,
    #[body(alias = "the-b", max_length = 3)] b: Vec<f64>,
    #[body(default)] c: HashMap<String, bool>,
    #[body(default = Choice::X)] d: Choice,
    #[body(default = Value::Null)] e: Value,
) -> Value {
    json!({ "a": a, "b": b, "c": c, "d": d, "e": e })
}

#[model(literal, rename_all = "lowercase")]
enum Choice {
    X,
    Y,
}

#[post("/body/text")]
fn body_text(#[body(min_length = 2)] text: String) -> Value {
    json!(text)
}

#[post("/body/bytes")]
fn body_bytes(#[body(max_length = 8)] data: Bytes) -> Value {
    json!(data.len())
}

#[get("/body/get")]
fn body_get(item: Option<Item>, user: Option<User>) -> Value {
    json!({ "item": item, "user": user })
}

/// The application.
pub fn app() -> App {
    App::new().title("Groups").routes(routes![
        query,
        query_strict,
        query_loose,
        query_renamed,
        query_optional,
        query_loose_optional,
        query_beside,
        header,
        header_strict,
        header_underscores,
        header_underscores_strict,
        header_underscores_optional,
        header_underscores_both,
        header_optional,
        cookie,
        cookie_strict,
        all_places,
        body_two,
        body_optional,
        body_embed,
        body_embed_optional,
        body_scalar,
        body_scalars,
        body_text,
        body_bytes,
        body_get,
    ])
}
