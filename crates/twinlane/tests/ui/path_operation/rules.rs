//! A rule is one that values of the parameter's type have, and its bound is one of them.

use twinlane::prelude::*;

#[get("/items/{item_id}")]
fn read_item(
    #[path(max_length = 3)] item_id: i64,
    #[query(gt = 0, pattern = "^[a-z]+$")] name: Option<String>,
    #[header(pattern = "[")] x_token: String,
) -> Value {
    json!([item_id, name, x_token])
}

#[get("/lists")]
fn read_list(#[query(max_length = 3, gt = 0)] ids: Vec<i64>, #[header(past)] x_day: Date) -> Value {
    json!([ids, x_day.to_string()])
}

#[model]
struct Filter {
    limit: i64,
}

#[get("/bounds/{n}")]
fn read_bounds(
    #[path(ge = "a")] n: i64,
    #[query(ge = "a")] q: Option<i64>,
    #[header(lt = 1)] x_day: Date,
    #[cookie(le = "12x")] price: Decimal,
    #[query(strict)] filter: Filter,
) -> Value {
    json!([n, q, x_day.to_string(), price, filter.limit])
}

#[post("/form")]
fn read_form(#[form(multiple_of = "x")] n: i64, #[form(gt = "2024-13-01")] day: Date) -> Value {
    json!([n, day.to_string()])
}

#[dependency]
fn page(#[query(ge = 1.5)] page: i64) -> i64 {
    page
}

#[webhook(post, "new-item")]
fn new_item(#[query(ge = "a")] n: i64);

#[post("/files")]
fn read_files(#[file(max_length = 3)] files: Vec<UploadFile>) -> usize {
    files.len()
}

fn main() {}
