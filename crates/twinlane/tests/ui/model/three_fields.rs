//! Three fields whose types are no models are three errors, wherever they stand.

use twinlane::prelude::*;

struct Image {
    url: String,
}

struct Size(u32);

enum Colour {
    Red,
}

#[model]
struct Item {
    image: Image,
    #[field(default = Vec::new(), max_items = 3)]
    sizes: Vec<Size>,
    colour: Option<Colour>,
}

#[model(tag = "kind")]
enum Shape {
    Square { size: Size },
    Circle { colour: Colour, name: String },
}

#[model(untagged)]
enum Either {
    Text(String),
    Image(Image),
}

#[model]
struct Whole<T> {
    value: T,
    image: Image,
}

#[model]
struct Wrapped(Size);

fn main() {}
