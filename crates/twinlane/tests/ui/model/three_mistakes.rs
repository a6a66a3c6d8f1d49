//! Every mistake is reported at once.

use twinlane::prelude::*;

#[model(titel = "An item")]
#[derive(Serialize)]
struct Item {
    #[field(max_lenght = 50)]
    name: String,
}

fn main() {
    let _ = Item { name: "Lamp".to_owned() }.to_json();
}
