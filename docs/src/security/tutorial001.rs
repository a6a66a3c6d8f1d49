use twinlane::prelude::*;
use twinlane::security::OAuth2PasswordBearer;

#[security(OAuth2PasswordBearer(token_url = "token"))]
struct OAuth2Scheme(String);

#[get("/items/")]
async fn read_items(token: OAuth2Scheme) -> Value {
    json!({ "token": token.0 })
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
