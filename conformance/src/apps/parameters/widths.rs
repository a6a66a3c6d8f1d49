//! Integers of every width.

use twinlane::prelude::*;

pub(super) fn router() -> Router {
    Router::new()
        .prefix("/widths")
        .tags(["widths"])
        .routes(routes![signed, unsigned])
}

#[get("/signed")]
async fn signed(
    #[query(default = 0)] a: i8,
    #[query(default = 0)] b: i16,
    #[query(default = 0)] c: i32,
    #[query(default = 0)] d: i64,
) -> Value {
    json!({ "a": a, "b": b, "c": c, "d": d })
}

#[get("/unsigned")]
fn unsigned(
    #[query(default = 0)] a: u8,
    #[query(default = 0)] b: u16,
    #[query(default = 0)] c: u32,
    #[query(default = 0)] d: u64,
) -> Value {
    json!({ "a": a, "b": b, "c": c, "d": d })
}
