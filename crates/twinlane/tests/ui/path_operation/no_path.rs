//! No path, or something else in its place.

use twinlane::prelude::*;

const PATH: &str = "/items";

#[get]
fn nothing() {}

#[post(status = 201)]
fn only_options() {}

#[get(PATH)]
fn constant() {}

#[get(5, status = 200)]
fn number() {}

fn main() {
    let _ = routes![nothing, only_options, constant, number];
}
