use twinlane::prelude::*;

#[get("/files/{file_path:path}")]
async fn read_file(file_path: String) -> Value {
    json!({ "file_path": file_path })
}

pub fn app() -> App {
    App::new().routes(routes![read_file])
}
