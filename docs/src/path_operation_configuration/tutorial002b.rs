use twinlane::prelude::*;

#[get("/items/", tags = ["items"])]
async fn get_items() -> Value {
    json!(["Portal gun", "Plumbus"])
}

#[get("/users/", tags = ["users"])]
async fn read_users() -> Value {
    json!(["Rick", "Morty"])
}

pub fn app() -> App {
    App::new().routes(routes![get_items, read_users])
}
