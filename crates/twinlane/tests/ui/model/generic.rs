//! A model is generic over types only.

use twinlane::prelude::*;

#[model]
struct Borrowed<'a, T> {
    items: Vec<T>,
    name: &'a str,
}

#[model(untagged)]
enum Either<L, R> {
    Left(L),
    Right(R),
}

fn main() {}
