//! A field whose type is not a model.

use twinlane::prelude::*;

struct Image {
    url: String,
}

#[model]
struct Item {
    name: String,
    image: Image,
    #[field(max_length = 8)]
    images: Vec<Image>,
}

fn main() {
    let _ = Item::from_json("{}");
}
