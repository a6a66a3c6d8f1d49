//! The status of an error is a number or a `StatusCode`.

use twinlane::prelude::*;

#[get("/items/{item_id}")]
async fn read_item(item_id: i64) -> Result<i64> {
    if item_id > 3 {
        return Err(HttpError::new("404", "Item not found").into());
    }
    Ok(item_id)
}

fn main() {}
