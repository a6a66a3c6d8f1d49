//! A method with `self`.

use twinlane::prelude::*;

struct Shop;

impl Shop {
    #[get("/items")]
    fn list(&self) -> Value {
        json!([])
    }
}

fn main() {
    Shop.list();
}
