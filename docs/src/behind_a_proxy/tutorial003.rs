use twinlane::openapi::ServerInfo;
use twinlane::prelude::*;

#[get("/app")]
fn read_main(request: &Request) -> Value {
    json!({ "message": "Hello World", "root_path": request.root_path() })
}

pub fn app() -> App {
    App::new()
        .server(ServerInfo::new("https://stag.example.com").description("Staging environment"))
        .server(ServerInfo::new("https://prod.example.com").description("Production environment"))
        .routes(routes![read_main])
}
