use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
    price: f64,
    #[field(default_factory = Vec::new)]
    tags: Vec<String>,
    description: Option<String>,
    tax: Option<f64>,
}

#[get("/items/next")]
async fn read_next_item() -> Item {
    Item {
        name: "Island In The Moon".to_owned(),
        price: 12.99,
        description: Some("A place to be playin' and havin' fun".to_owned()),
        tags: vec!["breater".to_owned()],
        tax: None,
    }
}

pub fn app() -> App {
    App::new().routes(routes![read_next_item])
}
