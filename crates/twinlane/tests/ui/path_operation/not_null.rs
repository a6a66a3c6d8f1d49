//! `not_null` is for an `Option`: one error for each parameter, wherever it is read from.

use twinlane::DataType;
use twinlane::prelude::*;

#[model]
struct Item {
    size: i64,
}

fn is_new(_: &bool) -> std::result::Result<(), FieldError> {
    Ok(())
}

#[get("/places/{p}")]
fn places(
    #[path(not_null)] p: i64,
    #[query(not_null)] q: Vec<i64>,
    #[header(not_null)] h: String,
    #[cookie(not_null, check = is_new)] c: bool,
    #[query(not_null, default = 1)] fits: Option<i64>,
) -> Value {
    json!([p, q, h, c, fits])
}

#[post("/forms")]
fn forms(
    #[form(not_null)] text: String,
    #[form(not_null)] item: Item,
    #[file(not_null)] file: UploadFile,
    #[file(not_null)] fits: Option<UploadFile>,
) {
    drop((text, item, file, fits));
}

#[dependency]
fn bodies(#[body(not_null)] item: &Item, #[body(not_null)] size: &mut i64) -> i64 {
    item.size + *size
}

#[dependency]
fn generic<T: DataType>(#[query(not_null)] fits: Option<T>, #[query(not_null)] does_not: T) -> i64 {
    drop((fits, does_not));
    1
}

struct NoData;

#[get("/no-data")]
fn no_data(#[query(not_null)] a: Option<NoData>) {
    drop(a);
}

fn main() {}
