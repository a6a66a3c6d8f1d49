use std::collections::HashMap;

use twinlane::prelude::*;

#[post("/items")]
fn create_item(item: HashMap<String, Value>) -> Value {
    json!(item)
}

fn said(file: &UploadFile) -> Value {
    json!({ "filename": file.file_name(), "size": file.size() })
}

#[post("/")]
fn upload(file: UploadFile) -> Value {
    said(&file)
}

#[post("/small", max_body_size = 10 * 1024 * 1024)]
fn small_upload(file: UploadFile) -> Value {
    said(&file)
}

pub fn app() -> App {
    let uploads = Router::new()
        .prefix("/uploads")
        .max_body_size(100 * 1024 * 1024)
        .routes(routes![upload, small_upload]);
    App::new()
        .max_body_size(1024 * 1024)
        .routes(routes![create_item])
        .router(uploads)
}
