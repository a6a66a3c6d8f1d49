use twinlane::prelude::*;

#[get("/app")]
fn read_main(request: &Request) -> Value {
    json!({ "message": "Hello World", "root_path": request.root_path() })
}

pub fn app() -> App {
    App::new().routes(routes![read_main])
}
