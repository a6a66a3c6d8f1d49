use std::collections::HashSet;

use twinlane::prelude::*;
use twinlane::types::HttpUrl;

#[model]
struct Image {
    url: HttpUrl,
    name: String,
}

#[model]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
    #[field(default)]
    tags: HashSet<String>,
    images: Option<Vec<Image>>,
}

#[model]
struct Offer {
    name: String,
    description: Option<String>,
    price: f64,
    items: Vec<Item>,
}

#[post("/offers/")]
async fn create_offer(offer: Offer) -> Value {
    json!(offer)
}

pub fn app() -> App {
    App::new().routes(routes![create_offer])
}
