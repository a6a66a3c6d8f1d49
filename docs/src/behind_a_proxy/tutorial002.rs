use twinlane::prelude::*;

#[get("/app")]
fn read_main(request: &Request) -> Value {
    json!({ "message": "Hello World", "root_path": request.root_path() })
}

pub fn app() -> App {
    App::new().root_path("/api/v1").routes(routes![read_main])
}
