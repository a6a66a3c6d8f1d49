use twinlane::prelude::*;

#[batch]
fn embed() -> Vec<u32> {
    Vec::new()
}

fn main() {}
