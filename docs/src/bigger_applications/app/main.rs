use twinlane::prelude::*;
use twinlane::response::AdditionalResponse;

use self::dependencies::{get_query_token, get_token_header};
use self::internal::admin;
use self::routers::{items, users};

mod dependencies;
mod internal;
mod routers;

#[get("/")]
async fn root() -> Value {
    json!({ "message": "Hello Bigger Applications!" })
}

pub fn app() -> App {
    App::new()
        .dependencies(dependencies![get_query_token])
        .router(users::router())
        .router(items::router())
        .router(
            admin::router()
                .prefix("/admin")
                .tags(["admin"])
                .dependencies(dependencies![get_token_header])
                .response(AdditionalResponse::new(418).description("I'm a teapot")),
        )
        .routes(routes![root])
}
