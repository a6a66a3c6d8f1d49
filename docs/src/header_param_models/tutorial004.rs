use twinlane::prelude::*;

#[model]
struct ClientHeaders {
    x_client_name: String,
    x_client_version: String,
}

#[get("/items/")]
async fn read_items(#[header] client: Option<ClientHeaders>) -> Value {
    json!(client)
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
