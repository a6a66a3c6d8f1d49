use twinlane::prelude::*;

#[batch]
fn embed(texts: Vec<String>) {
    drop(texts);
}

#[batch]
fn count(texts: Vec<String>) -> usize {
    texts.len()
}

fn main() {}
