//! Names that values are read by: `validation_alias`, choices that several share, paths into the input, in every place.

#![expect(
    clippy::many_single_char_names,
    reason = "parameters have the names that they have in Python"
)]

use std::collections::BTreeMap;

use twinlane::prelude::*;
use twinlane::types::Bytes;

#[model]
struct Paths {
    #[field(validation_alias = AliasPath("l", 0))]
    first: i64,
    #[field(alias = "al", validation_alias = ["x", AliasPath("l", 1), "y"], default = 7)]
    second: i64,
    #[field(validation_alias = AliasPath("x_list", 0), default = 8)]
    some_one: i64,
    #[field(validation_alias = AliasPath("n"), default = [])]
    numbers: Vec<i64>,
}

#[model]
struct Deep {
    #[field(validation_alias = AliasPath("a", "b", 1, "c"))]
    key: String,
    #[field(validation_alias = AliasPath("l", -1), ge = 3)]
    last: Option<i64>,
    #[field(validation_alias = [AliasPath("a", "z"), AliasPath("l", 0)], default = 1)]
    either: i64,
    #[field(default = 2)]
    plain: i64,
}

#[model(extra = "forbid")]
struct Forbids {
    #[field(validation_alias = AliasPath("l", 0))]
    first: i64,
    #[field(validation_alias = ["x", AliasPath("d", "k")], default = 1)]
    other: i64,
}

#[model(extra = "allow")]
struct Keeps {
    #[field(validation_alias = AliasPath("l", 0))]
    first: i64,
    #[field(extra)]
    extra: BTreeMap<String, Value>,
}

#[model(populate_by_name)]
struct Named {
    #[field(validation_alias = AliasPath("l", 0))]
    first: i64,
    #[field(validation_alias = ["x", AliasPath("d", "k")], default = 1)]
    other_one: i64,
}

#[model]
struct Shared {
    #[field(validation_alias = ["x", "a"])]
    a: i64,
    #[field(validation_alias = ["x", "b_c"])]
    b: String,
    #[field(default = 3)]
    x: i64,
}

#[model]
struct Choices {
    #[field(validation_alias = ["a_b", "b"])]
    a_b: i64,
    #[field(default = 3)]
    c: i64,
}

#[model]
struct Holder {
    #[field(validation_alias = AliasPath("w", "deep"))]
    deep: Deep,
    #[field(default = [])]
    all: Vec<Shared>,
    maybe: Option<Shared>,
}

#[model]
struct Cat {
    #[field(validation_alias = AliasPath("l", 0))]
    lives: i64,
}

#[model]
struct Dog {
    #[field(validation_alias = ["n", "m"])]
    name: String,
    #[field(validation_alias = ["n", "o"], default = "none")]
    second: String,
}

#[model(untagged)]
enum Pet {
    Cat(Cat),
    Dog(Dog),
}

#[get("/paths")]
async fn paths_query(#[query] g: Paths) -> Paths {
    g
}

#[get("/paths-header")]
async fn paths_header(#[header] g: Paths) -> Paths {
    g
}

#[get("/paths-cookie")]
async fn paths_cookie(#[cookie] g: Paths) -> Paths {
    g
}

#[post("/paths-form")]
async fn paths_form(#[form] g: Paths) -> Paths {
    g
}

#[post("/paths-form-and-field")]
async fn paths_form_and_field(#[form] g: Paths, #[form(default = 1)] z: i64) -> Paths {
    let _ = z;
    g
}

#[post("/paths-body")]
async fn paths_body(g: Paths) -> Paths {
    g
}

#[post("/deep")]
async fn deep(g: Deep) -> Deep {
    g
}

#[post("/deep-key")]
async fn deep_key(g: Deep, #[body(default = 1)] n: i64) -> Deep {
    let _ = n;
    g
}

#[post("/forbids")]
async fn forbids(g: Forbids) -> Forbids {
    g
}

#[get("/forbids-query")]
async fn forbids_query(#[query] g: Forbids) -> Forbids {
    g
}

#[post("/keeps")]
async fn keeps(g: Keeps) -> Keeps {
    g
}

#[post("/named")]
async fn named(g: Named) -> Named {
    g
}

#[get("/named-header")]
async fn named_header(#[header] g: Named) -> Named {
    g
}

#[post("/holder")]
async fn holder(g: Holder) -> Holder {
    g
}

#[post("/pet")]
async fn pet(g: Pet) -> Pet {
    g
}

#[get("/shared")]
async fn shared_query(#[query] s: Shared) -> Shared {
    s
}

#[get("/shared-header")]
async fn shared_header(#[header] s: Shared) -> Shared {
    s
}

#[get("/shared-cookie")]
async fn shared_cookie(#[cookie] s: Shared) -> Shared {
    s
}

#[post("/shared-form")]
async fn shared_form(#[form] s: Shared) -> Shared {
    s
}

#[post("/shared-body")]
async fn shared_body(s: Shared) -> Shared {
    s
}

#[get("/choices-header")]
async fn choices_header(#[header] s: Choices) -> Choices {
    s
}

#[post("/forms")]
async fn forms(
    #[form] s: Shared,
    #[form(title = "T", description = "D")] r: Choices,
    #[form(validation_alias = ["x", "zz"])] z: i64,
    #[form(validation_alias = ["x", "zzz"])] z2: i64,
) -> Value {
    json!([s, r, z, z2])
}

#[post("/optional-form")]
async fn optional_form(#[form] form: Option<Choices>) -> Value {
    json!(form)
}

#[get("/one")]
async fn one(
    #[query(validation_alias = ["x", "a_b"])] a: i64,
    #[query(validation_alias = ["x", "b"])] b: String,
    #[header(validation_alias = ["x_h", "h2"])] h_h: String,
    #[header(validation_alias = "l_l", default = [])] n: Vec<i64>,
    #[cookie(validation_alias = ["c1", "c2"], default = 1)] c: i64,
    #[query(validation_alias = ["s1", "s2"], default = [])] s: Vec<i64>,
) -> Value {
    json!([a, b, h_h, n, c, s])
}

#[post("/form")]
async fn form(
    #[form(validation_alias = ["x", "a_b"])] a: i64,
    #[form(validation_alias = ["x", "b"], default = "q")] b: String,
    #[form(validation_alias = ["l1", "l2"], default = [])] s: Vec<i64>,
) -> Value {
    json!([a, b, s])
}

#[post("/file")]
async fn file(
    #[file(validation_alias = ["f1", "f2"])] f: Bytes,
    #[file(validation_alias = ["g1", "g2"], default = [])] g: Vec<Bytes>,
) -> Value {
    json!([f.len(), g.len()])
}

#[post("/keys")]
async fn keys(
    #[body(validation_alias = ["x", "a_b"])] a: i64,
    #[body(validation_alias = ["x", "b"], default = "q")] b: String,
) -> Value {
    json!([a, b])
}

#[post("/embedded")]
async fn embedded(#[body(embed, validation_alias = ["x", "a_b"])] a: i64) -> Value {
    json!(a)
}

#[dependency]
async fn number(#[path(validation_alias = ["item_id", "user_id"])] n: i64) -> i64 {
    n
}

#[get("/items/{item_id}")]
async fn item(n: Depends<number>) -> Value {
    json!(*n)
}

#[get("/users/{user_id}")]
async fn user(n: Depends<number>) -> Value {
    json!(*n)
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Aliases")
        .routes(routes![paths_query, paths_header, paths_cookie, paths_form])
        .routes(routes![paths_form_and_field, paths_body, deep, deep_key])
        .routes(routes![forbids, forbids_query, keeps, named, named_header, holder, pet])
        .routes(routes![shared_query, shared_header, shared_cookie, shared_form, shared_body])
        .routes(routes![choices_header, forms, optional_form])
        .routes(routes![one, form, file, keys, embedded, item, user])
}
