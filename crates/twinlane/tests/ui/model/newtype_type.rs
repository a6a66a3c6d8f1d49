//! A newtype of what is not a model.

use twinlane::prelude::*;

struct Image;

#[model]
struct Photo(Image);

fn main() {}
