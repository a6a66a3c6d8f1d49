use twinlane::prelude::*;
use twinlane::{AnswerDescription, Answered, File, Respond};

#[model]
struct Item {
    id: String,
    value: String,
}

enum ItemOrImage {
    Item(Item),
    Image(File),
}

impl Respond<ItemOrImage> for ItemOrImage {
    fn describe() -> AnswerDescription {
        <Item as Respond<_>>::describe()
    }

    fn respond(self) -> Answered {
        match self {
            Self::Item(item) => item.respond(),
            Self::Image(image) => image.respond(),
        }
    }
}

#[get(
    "/items/{item_id}",
    responses(200 = "Return the JSON item or an image."),
    openapi_extra = json!({ "responses": { "200": { "content": { "image/png": {} } } } })
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
