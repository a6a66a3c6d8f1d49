use twinlane::prelude::*;

#[model]
struct FormData {
    username: String,
    password: String,
}

#[post("/login/")]
async fn login(#[form] data: FormData) -> Value {
    json!(data)
}

pub fn app() -> App {
    App::new().routes(routes![login])
}
