//! Every mistake is reported at once.

use twinlane::prelude::*;

#[get("/items/{item_id", sumary = "Reads an item")]
fn read(item_id: i64, #[qurey] q: &str) -> Value {
    json!([item_id, q])
}

fn main() {
    let _ = routes![read];
}
