use twinlane::prelude::*;

#[post("/login/")]
async fn login(#[form] username: String, #[form] password: String) -> Value {
    println!("{username} sent a password of {} bytes", password.len());
    json!({ "username": username })
}

pub fn app() -> App {
    App::new().routes(routes![login])
}
