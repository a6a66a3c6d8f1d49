//! Fields that borrow: told once each, whatever else is done with the model.

use twinlane::prelude::*;

#[model]
struct Tag {
    name: &str,
    words: Vec<&str>,
}

#[post("/")]
async fn make(tag: Tag) -> usize {
    tag.name.len() + tag.words.len()
}

fn main() {
    let _ = routes![make];
}
