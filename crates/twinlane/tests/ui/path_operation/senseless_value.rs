//! Options with a value of the right kind that makes no sense.

use twinlane::prelude::*;

#[get("/", status = 101, tags = ["items", ""], operation_id = "", media_type = "")]
fn empty() {}

#[get("/thread", thread_capacity = 0, openapi_extra = json!([1]))]
fn nothing_runs() {}

#[dependency(thread_capacity = 0)]
fn nothing_is_made() -> i64 {
    1
}

#[get("/names")]
fn names(
    #[header(alias = "x y")] _spaced: i64,
    #[header(alias = "")] _empty_header: i64,
    #[header(alias = "x\ny")] _broken: i64,
    #[cookie(alias = "a;b")] _two: i64,
    #[cookie(alias = "a=b")] _valued: i64,
    #[cookie(alias = "")] _empty_cookie: i64,
    #[cookie(alias = " a")] _padded: i64,
    #[query(alias = "")] _empty_query: i64,
    #[query(openapi_examples = json!([1]))] _listed: i64,
) {
}

#[post("/form")]
fn form(#[form(alias = "")] _empty: i64) {}

#[webhook(post, "paid", status = 100, operation_id = "")]
fn paid();

fn main() {
    let _ = routes![empty, nothing_runs, names, form];
}
