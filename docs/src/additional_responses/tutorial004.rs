use twinlane::prelude::*;
use twinlane::response::{AdditionalResponse, File};

#[model]
struct Item {
    id: String,
    value: String,
}

#[derive(ApiResponse)]
enum ItemOrImage {
    #[response(status = 200)]
    Item(Item),
    #[response(status = 200)]
    Image(File),
}

#[get("/items/{item_id}")]
async fn read_item(item_id: String, img: Option<bool>) -> ItemOrImage {
    if img == Some(true) {
        return ItemOrImage::Image(File::open("image.png").media_type("image/png"));
    }
    ItemOrImage::Item(Item {
        id: item_id,
        value: "there goes my hero".to_owned(),
    })
}

// Responses that several operations share are declared by their router.
pub fn app() -> App {
    let items = Router::new()
        .response(AdditionalResponse::new(404).description("Item not found"))
        .response(AdditionalResponse::new(302).description("The item was moved"))
        .response(AdditionalResponse::new(403).description("Not enough privileges"))
        .response(AdditionalResponse::new(200).media_type("image/png"))
        .routes(routes![read_item]);
    App::new().router(items)
}
