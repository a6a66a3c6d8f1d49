//! Options that are not there.

use twinlane::prelude::*;

#[model(titel = "An item", rename_al = "camelCase")]
struct Item {
    #[field(alais = "itemName", max_lenght = 50)]
    name: String,
    #[field(rename = "itemPrice", minimum = 0)]
    price: f64,
}

#[model]
enum Colour {
    #[field(alias = "sky-blue")]
    SkyBlue,
}

fn main() {}
