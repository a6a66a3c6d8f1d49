use twinlane::prelude::*;

#[batch(key = |item: &f32| *item)]
fn embed(items: Vec<f32>) -> Vec<f32> {
    items
}

#[derive(PartialEq, Eq)]
struct Version(u32);

#[batch(key = |item: &u32| Version(*item))]
fn classify(items: Vec<u32>) -> Vec<u32> {
    items
}

fn main() {}
