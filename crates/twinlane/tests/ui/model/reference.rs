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

#[model]
struct Words {
    two: [&str; 2],
    many: Vec<[&str; 2]>,
}

/// The mistake is not the number.
#[model(titel = "Flag")]
#[repr(u8)]
enum Flag {
    A = 1 & 3,
}
