use twinlane::prelude::*;

#[model]
struct Profile {
    name: String,
}

#[model]
struct Preferences {
    #[field(default)]
    tags: Vec<String>,
}

#[post("/profiles/")]
async fn create_profile(
    #[form] profile: Profile,
    #[form] preferences: Preferences,
    #[form] token: String,
) -> Value {
    json!({ "profile": profile, "preferences": preferences, "token": token })
}

pub fn app() -> App {
    App::new().routes(routes![create_profile])
}
