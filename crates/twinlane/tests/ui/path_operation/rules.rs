//! A rule looks at values of the parameter's type.

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

fn main() {}
