use twinlane::prelude::*;

#[model]
struct Profile {
    name: String,
}

#[post("/profiles/")]
async fn create_profile(#[form] profile: Profile, avatar: UploadFile) -> Value {
    json!({ "profile": profile, "filename": avatar.file_name() })
}

pub fn app() -> App {
    App::new().routes(routes![create_profile])
}
