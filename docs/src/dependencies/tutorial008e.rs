use twinlane::prelude::*;

#[dependency]
fn get_username() -> Provided<&'static str> {
    Provided::new("Rick").before_response(|_, _| println!("Cleanup up before response is sent"))
}

#[get("/users/me")]
fn get_user_me(username: Depends<get_username>) -> Value {
    json!(*username)
}

pub fn app() -> App {
    App::new().routes(routes![get_user_me])
}
