use twinlane::prelude::*;

#[get("/items/")]
async fn read_items() -> Html {
    Html::new("<h1>Items</h1><p>This is a list of items.</p>")
}

pub fn app() -> App {
    App::new()
        .media_type("text/html")
        .routes(routes![read_items])
}
