//! Options of a parameter's attribute that are not there, and their values.

use twinlane::prelude::*;

#[get("/items")]
fn list(
    #[query(alais = "item-query")] q: Option<String>,
    #[query(ge = "0", minimum = 1)] skip: u32,
    #[query(max_length = -1)] name: String,
    #[header(convert = false)] x_token: String,
    #[header(alias = "x_other", convert_underscores = false)] x_other: String,
    #[body(embeded)] key: i64,
) -> Value {
    json!([q, skip, name, x_token, x_other, key])
}

fn main() {
    let _ = routes![list];
}
