use twinlane::prelude::*;

#[get("/users/{username}")]
async fn read_user(username: String) -> Value {
    json!({ "message": format!("Hello {username}") })
}

pub fn app() -> App {
    App::new()
        .docs_parameter("deepLinking", false)
        .routes(routes![read_user])
}
