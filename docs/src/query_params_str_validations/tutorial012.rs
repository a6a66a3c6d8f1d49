use twinlane::prelude::*;

#[get("/items/")]
async fn read_items(
    #[query(default = vec!["foo".to_owned(), "bar".to_owned()])] q: Vec<String>,
) -> Value {
    json!({ "q": q })
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
