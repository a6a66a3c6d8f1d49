use twinlane::prelude::*;
use twinlane::types::Bytes;

#[post("/files/")]
async fn create_file(#[file] file: Bytes, fileb: UploadFile, #[form] token: String) -> Value {
    json!({ "file_size": file.len(), "token": token, "fileb_content_type": fileb.content_type() })
}

pub fn app() -> App {
    App::new().routes(routes![create_file])
}
