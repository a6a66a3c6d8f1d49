//! Query parameters of every kind.

use twinlane::prelude::*;

use super::path::{Colour, ItemId, Number};

pub(super) fn router() -> Router {
    Router::new().routes(routes![
        query_int,
        query_float,
        query_bool,
        query_str,
        query_enum,
        query_newtype,
        query_optional,
        query_defaults,
        query_lists,
        query_list_rules,
        query_alias,
        query_described,
        query_rules,
        query_order,
    ])
}

#[get("/int")]
async fn query_int(value: i64) -> Value {
    json!({ "value": value })
}

#[get("/float")]
async fn query_float(value: f64) -> Number {
    Number { value }
}

#[get("/bool")]
fn query_bool(value: bool) -> Value {
    json!({ "value": value })
}

#[get("/str")]
async fn query_str(value: String) -> Value {
    json!({ "value": value })
}

#[get("/enum")]
async fn query_enum(colour: Colour) -> Value {
    json!({ "colour": colour })
}

#[get("/newtype")]
async fn query_newtype(item_id: ItemId, other_id: Option<ItemId>) -> Value {
    json!({ "item_id": item_id, "other_id": other_id })
}

#[get("/optional")]
async fn query_optional(
    number: Option<i64>,
    ratio: Option<f64>,
    flag: Option<bool>,
    text: Option<String>,
    colour: Option<Colour>,
) -> Value {
    json!({ "number": number, "ratio": ratio, "flag": flag, "text": text, "colour": colour })
}

#[get("/defaults")]
#[expect(clippy::too_many_arguments, reason = "one parameter a kind of default")]
fn query_defaults(
    #[query(default = 0)] skip: i64,
    #[query(default = 10, ge = 1, le = 100)] limit: i64,
    #[query(default = 0.5)] ratio: f64,
    #[query(default = true)] flag: bool,
    #[query(default = "none")] text: String,
    #[query(default = Colour::Green)] colour: Colour,
    #[query(default = 7)] maybe: Option<i64>,
) -> Value {
    json!({
        "skip": skip,
        "limit": limit,
        "ratio": ratio,
        "flag": flag,
        "text": text,
        "colour": colour,
        "maybe": maybe,
    })
}

#[get("/lists")]
async fn query_lists(
    #[query] tags: Vec<String>,
    #[query(default = Vec::new())] numbers: Vec<i64>,
    #[query] colours: Option<Vec<Colour>>,
    #[query(default = vec!["a".to_owned(), "b".to_owned()])] words: Vec<String>,
) -> Value {
    json!({ "tags": tags, "numbers": numbers, "colours": colours, "words": words })
}

#[get("/lists/rules")]
async fn query_list_rules(#[query(min_length = 2, max_length = 3)] numbers: Vec<i64>) -> Value {
    json!({ "numbers": numbers })
}

#[get("/alias")]
async fn query_alias(
    #[query(alias = "item-query", min_length = 3)] text: Option<String>,
    #[query(alias = "itemNumber", default = 3)] number: i64,
    #[query(alias = "class")] class_: Option<String>,
) -> Value {
    json!({ "text": text, "number": number, "class": class_ })
}

#[get("/described")]
async fn query_described(
    #[query(title = "Query text", description = "Text to *search* for.")] text: Option<String>,
    #[query(deprecated)] old: Option<String>,
    #[query(hidden)] hidden: Option<String>,
) -> Value {
    json!({ "text": text, "old": old, "hidden": hidden })
}

#[get("/rules")]
#[expect(clippy::too_many_arguments, reason = "one parameter a rule")]
async fn query_rules(
    #[query(default = 1, gt = 0)] above: i64,
    #[query(default = 1, lt = 10)] below: i64,
    #[query(default = 1.0, ge = 0.5)] least: f64,
    #[query(default = 1.0, le = 10)] most: f64,
    #[query(default = 2, multiple_of = 2)] even: i64,
    #[query(default = 0.5, multiple_of = 0.5)] half: f64,
    #[query(default = "abc", min_length = 1, max_length = 3)] word: String,
    #[query(ge = -5, le = 5)] between: Option<i64>,
    #[query(max_length = 5)] short: Option<String>,
) -> Value {
    json!({
        "above": above,
        "below": below,
        "least": least,
        "most": most,
        "even": even,
        "half": half,
        "word": word,
        "between": between,
        "short": short,
    })
}

#[get("/order/{second}/{first}")]
fn query_order(last: i64, first: i64, also: bool, second: i64) -> Value {
    json!({ "first": first, "second": second, "last": last, "also": also })
}
