use twinlane::prelude::*;

struct Model;

#[batch]
fn no_owner(items: Vec<u32>, model: &mut Model) -> Vec<u32> {
    let _ = model;
    items
}

fn load_model() -> Model {
    Model
}

#[batch(owner = load_model)]
fn no_model(items: Vec<u32>) -> Vec<u32> {
    items
}

fn load_text() -> String {
    String::new()
}

#[batch(owner = load_text)]
fn other_model(items: Vec<u32>, model: &mut Model) -> Vec<u32> {
    let _ = model;
    items
}

#[batch(owner = load_model, threads = 2)]
fn threads(items: Vec<u32>, model: &mut Model) -> Vec<u32> {
    let _ = model;
    items
}

fn main() {}
