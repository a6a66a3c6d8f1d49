use twinlane::prelude::*;

#[get("/users")]
async fn read_users() -> Value {
    json!(["Rick", "Morty"])
}

pub fn app() -> App {
    App::new().routes(routes![read_users])
}
