use twinlane::prelude::*;

#[dependency]
async fn common_parameters(
    q: Option<String>,
    #[query(default = 0)] skip: i64,
    #[query(default = 100)] limit: i64,
) -> Value {
    json!({ "q": q, "skip": skip, "limit": limit })
}

#[get("/items/")]
async fn read_items(commons: Depends<common_parameters>) -> Value {
    commons.clone()
}

#[get("/users/")]
async fn read_users(commons: Depends<common_parameters>) -> Value {
    commons.clone()
}

pub fn app() -> App {
    App::new().routes(routes![read_items, read_users])
}
