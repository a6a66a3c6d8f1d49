use twinlane::prelude::*;

#[model]
struct Profile {
    name: String,
    age: i64,
}

#[post("/profiles/")]
async fn create_profile(#[form] token: String, #[form] profile: Option<Profile>) -> Value {
    json!({ "token": token, "profile": profile })
}

pub fn app() -> App {
    App::new().routes(routes![create_profile])
}
