use twinlane::prelude::*;

#[model]
struct CarItem {
    description: String,
    #[field(default = "car")]
    r#type: String,
}

#[model]
struct PlaneItem {
    description: String,
    #[field(default = "plane")]
    r#type: String,
    size: i64,
}

#[model(untagged)]
enum AnyItem {
    Plane(PlaneItem),
    Car(CarItem),
}

#[get("/items/{item_id}")]
async fn read_item(item_id: String) -> Result<AnyItem> {
    match item_id.as_str() {
        "item1" => Ok(AnyItem::Car(CarItem {
            description: "All my friends drive a low rider".to_owned(),
            r#type: "car".to_owned(),
        })),
        "item2" => Ok(AnyItem::Plane(PlaneItem {
            description: "Music is my aeroplane, it's my aeroplane".to_owned(),
            r#type: "plane".to_owned(),
            size: 5,
        })),
        _ => Err(HttpError::of_status(404).into()),
    }
}

pub fn app() -> App {
    App::new().routes(routes![read_item])
}
