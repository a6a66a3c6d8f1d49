use twinlane::prelude::*;
use twinlane::types::Bytes;

#[post("/files/")]
async fn create_file(#[file] file: Option<Bytes>) -> Value {
    match file {
        Some(file) => json!({ "file_size": file.len() }),
        None => json!({ "message": "No file sent" }),
    }
}

#[post("/uploadfile/")]
async fn create_upload_file(file: Option<UploadFile>) -> Value {
    match file {
        Some(file) => json!({ "filename": file.file_name() }),
        None => json!({ "message": "No upload file sent" }),
    }
}

pub fn app() -> App {
    App::new().routes(routes![create_file, create_upload_file])
}
