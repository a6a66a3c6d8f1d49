use twinlane::prelude::*;
use twinlane::types::Bytes;

#[post("/files/")]
async fn create_file(#[file] file: Bytes) -> Value {
    json!({ "file_size": file.len() })
}

#[post("/uploadfile/")]
async fn create_upload_file(file: UploadFile) -> Value {
    json!({ "filename": file.file_name() })
}

pub fn app() -> App {
    App::new().routes(routes![create_file, create_upload_file])
}
