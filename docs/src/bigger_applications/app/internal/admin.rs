use twinlane::prelude::*;

#[post("/")]
async fn update_admin() -> Value {
    json!({ "message": "Admin getting schwifty" })
}

pub fn router() -> Router {
    Router::new().routes(routes![update_admin])
}
