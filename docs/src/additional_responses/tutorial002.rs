use twinlane::prelude::*;
use twinlane::response::File;

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

#[get(
    "/items/{item_id}",
    responses(200 = ("Return the JSON item or an image.", media_type = "image/png"))
)]
async fn read_item(item_id: String, img: Option<bool>) -> ItemOrImage {
    if img == Some(true) {
        return ItemOrImage::Image(File::open("image.png").media_type("image/png"));
    }
    ItemOrImage::Item(Item {
        id: item_id,
        value: "there goes my hero".to_owned(),
    })
}

pub fn app() -> App {
    App::new().routes(routes![read_item])
}
