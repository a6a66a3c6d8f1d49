//! Bodies that are no model: scalars, lists, any value.

use twinlane::prelude::*;

use super::items::Colour;

pub(super) fn router() -> Router {
    Router::new().routes(routes![
        plain_int,
        plain_float,
        plain_bool,
        plain_str,
        plain_enum,
        plain_rules,
        plain_maybe,
        plain_default,
        plain_list,
        plain_list_rules,
        plain_value,
        plain_value_beside,
    ])
}

#[post("/int")]
async fn plain_int(#[body] value: i64) -> Value {
    json!({ "value": value })
}

#[post("/float")]
fn plain_float(#[body] value: f64) -> f64 {
    value
}

#[post("/bool")]
async fn plain_bool(#[body] value: bool) -> Value {
    json!({ "value": value })
}

#[post("/str")]
async fn plain_str(#[body] value: String) -> Value {
    json!({ "value": value })
}

#[post("/enum")]
async fn plain_enum(#[body] value: Colour) -> Value {
    json!({ "value": value })
}

#[post("/rules")]
async fn plain_rules(
    #[body(title = "Of few", description = "A small number.", gt = 0, le = 10)] value: i64,
) -> Value {
    json!({ "value": value })
}

#[post("/maybe")]
async fn plain_maybe(#[body] value: Option<i64>) -> Value {
    json!({ "value": value })
}

#[post("/default")]
async fn plain_default(#[body(default = 5)] value: i64) -> Value {
    json!({ "value": value })
}

#[post("/list")]
async fn plain_list(values: Vec<i64>) -> Value {
    json!({ "values": values })
}

#[post("/list/rules")]
async fn plain_list_rules(#[body(min_length = 1, max_length = 2)] values: Vec<String>) -> Value {
    json!({ "values": values })
}

#[post("/value")]
async fn plain_value(#[body] value: Value) -> Value {
    json!({ "value": value })
}

#[put("/value/{name}")]
fn plain_value_beside(
    name: String,
    #[body] value: Value,
    #[query(default = 1)] times: i64,
) -> Value {
    json!({ "name": name, "value": value, "times": times })
}
