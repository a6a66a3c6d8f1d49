use twinlane::prelude::*;

const FAKE_ITEMS_DB: [&str; 3] = ["Foo", "Bar", "Baz"];

#[model]
struct CommonQueryParams {
    q: Option<String>,
    #[field(default = 0)]
    skip: usize,
    #[field(default = 100)]
    limit: usize,
}

#[get("/items/")]
async fn read_items(#[query] commons: CommonQueryParams) -> Value {
    let items = FAKE_ITEMS_DB.iter().skip(commons.skip).take(commons.limit);
    let items: Value = items.map(|name| json!({ "item_name": name })).collect();
    match commons.q {
        Some(q) => json!({ "q": q, "items": items }),
        None => json!({ "items": items }),
    }
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
