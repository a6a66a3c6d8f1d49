//! Arrays, sets, objects with any keys, tuples, and JSON within a text.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use twinlane::prelude::*;
use twinlane::types::JsonText;

pub(super) fn router() -> Router {
    Router::new().routes(routes![
        post_list,
        get_list,
        post_list_lengths,
        get_list_lengths,
        post_set,
        get_set,
        post_set_lengths,
        get_set_lengths,
        post_dict,
        post_dict_lengths,
        post_int_keys,
        post_uuid_keys,
        post_date_keys,
        post_bool_keys,
        post_dict_of_models,
        post_dict_of_any,
        post_pair,
        post_triple,
        post_line,
        post_short_texts,
        post_json_int,
        post_json_list,
        post_json_model,
        post_holes,
    ])
}

#[model]
struct Point {
    x: i64,
    #[field(default = 0)]
    y: i64,
}

#[model]
struct ShortText(#[field(min_length = 2)] String);

#[model]
struct ListField {
    v: Vec<i64>,
}

#[post("/list")]
async fn post_list(body: ListField) -> ListField {
    body
}

#[get("/list")]
async fn get_list(#[query] v: Vec<i64>) -> ListField {
    ListField { v }
}

#[model]
struct ListLengthsField {
    #[field(min_length = 2, max_length = 3)]
    v: Vec<i64>,
}

#[post("/list_lengths")]
async fn post_list_lengths(body: ListLengthsField) -> ListLengthsField {
    body
}

#[get("/list_lengths")]
async fn get_list_lengths(
    #[query(min_length = 2, max_length = 3)] v: Vec<i64>,
) -> ListLengthsField {
    ListLengthsField { v }
}

#[model]
struct SetField {
    v: BTreeSet<i64>,
}

#[post("/set")]
async fn post_set(body: SetField) -> SetField {
    body
}

#[get("/set")]
async fn get_set(#[query] v: BTreeSet<i64>) -> SetField {
    SetField { v }
}

#[model]
struct SetLengthsField {
    #[field(min_length = 2, max_length = 3)]
    v: BTreeSet<String>,
}

#[post("/set_lengths")]
async fn post_set_lengths(body: SetLengthsField) -> SetLengthsField {
    body
}

#[get("/set_lengths")]
async fn get_set_lengths(
    #[query(min_length = 2, max_length = 3)] v: BTreeSet<String>,
) -> SetLengthsField {
    SetLengthsField { v }
}

#[model]
struct DictField {
    v: IndexMap<String, i64>,
}

#[post("/dict")]
async fn post_dict(body: DictField) -> DictField {
    body
}

#[model]
struct DictLengthsField {
    #[field(min_length = 1, max_length = 2)]
    v: IndexMap<String, i64>,
}

#[post("/dict_lengths")]
async fn post_dict_lengths(body: DictLengthsField) -> DictLengthsField {
    body
}

#[model]
struct IntKeysField {
    v: IndexMap<i64, String>,
}

#[post("/int_keys")]
async fn post_int_keys(body: IntKeysField) -> IntKeysField {
    body
}

#[model]
struct UuidKeysField {
    v: IndexMap<Uuid, i64>,
}

#[post("/uuid_keys")]
async fn post_uuid_keys(body: UuidKeysField) -> UuidKeysField {
    body
}

#[model]
struct DateKeysField {
    v: IndexMap<Date, f64>,
}

#[post("/date_keys")]
async fn post_date_keys(body: DateKeysField) -> DateKeysField {
    body
}

#[model]
struct BoolKeysField {
    v: IndexMap<bool, i64>,
}

#[post("/bool_keys")]
async fn post_bool_keys(body: BoolKeysField) -> BoolKeysField {
    body
}

#[model]
struct DictOfModelsField {
    v: IndexMap<String, Point>,
}

#[post("/dict_of_models")]
async fn post_dict_of_models(body: DictOfModelsField) -> DictOfModelsField {
    body
}

#[model]
struct DictOfAnyField {
    v: IndexMap<String, Value>,
}

#[post("/dict_of_any")]
async fn post_dict_of_any(body: DictOfAnyField) -> DictOfAnyField {
    body
}

#[model]
struct PairField {
    v: (i64, String),
}

#[post("/pair")]
async fn post_pair(body: PairField) -> PairField {
    body
}

#[model]
struct TripleField {
    v: (i64, String, bool),
}

#[post("/triple")]
async fn post_triple(body: TripleField) -> TripleField {
    body
}

#[model]
struct LineField {
    v: Vec<(f64, f64)>,
}

#[post("/line")]
async fn post_line(body: LineField) -> LineField {
    body
}

#[model]
struct ShortTextsField {
    v: Vec<ShortText>,
}

#[post("/short_texts")]
async fn post_short_texts(body: ShortTextsField) -> ShortTextsField {
    body
}

#[model]
struct JsonIntField {
    v: JsonText<i64>,
}

#[post("/json_int")]
async fn post_json_int(body: JsonIntField) -> JsonIntField {
    body
}

#[model]
struct JsonListField {
    v: JsonText<Vec<i64>>,
}

#[post("/json_list")]
async fn post_json_list(body: JsonListField) -> JsonListField {
    body
}

#[model]
struct JsonModelField {
    v: JsonText<Point>,
}

#[post("/json_model")]
async fn post_json_model(body: JsonModelField) -> JsonModelField {
    body
}

#[model]
struct HolesField {
    v: Vec<Option<i64>>,
}

#[post("/holes")]
async fn post_holes(body: HolesField) -> HolesField {
    body
}
