//! A parameter that names the dependency, as in FastAPI's `user = Depends(user)`, without `Depends`.

use twinlane::prelude::*;

#[model]
struct User {
    name: String,
}

#[dependency]
async fn user() -> User {
    User { name: "Ada".to_owned() }
}

#[dependency]
async fn session() -> u32 {
    1
}

#[dependency]
async fn is_admin(user: user) -> bool {
    user.name == "Ada"
}

#[get("/me")]
async fn read_me(user: user, session: Option<session>) -> String {
    format!("{} {:?}", user.name, session.is_some())
}

#[get("/also")]
fn read_also(session: &mut session, all: &user) -> String {
    format!("{} {}", all.name, **session)
}

fn main() {
    let _ = routes![read_me, read_also];
}
