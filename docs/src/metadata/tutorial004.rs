use twinlane::openapi::{ExternalDocs, Tag};
use twinlane::prelude::*;

#[get("/users/", tags = ["users"])]
async fn get_users() -> Value {
    json!([{ "name": "Harry" }, { "name": "Ron" }])
}

#[get("/items/", tags = ["items"])]
async fn get_items() -> Value {
    json!([{ "name": "wand" }, { "name": "flying broom" }])
}

pub fn app() -> App {
    App::new()
        .describe_tag(
            Tag::new("users")
                .description("Operations with users. The **login** logic is also here."),
        )
        .describe_tag(
            Tag::new("items")
                .description("Manage items. So _fancy_ they have their own docs.")
                .external_docs(
                    ExternalDocs::new("https://fastapi.tiangolo.com/")
                        .description("Items external docs"),
                ),
        )
        .routes(routes![get_users, get_items])
}
