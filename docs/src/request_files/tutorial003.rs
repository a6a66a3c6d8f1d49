use twinlane::prelude::*;
use twinlane::types::Bytes;

#[post("/files/")]
async fn create_files(#[file(description = "Multiple files as bytes")] files: Vec<Bytes>) -> Value {
    json!({ "file_sizes": files.iter().map(Bytes::len).collect::<Vec<_>>() })
}

#[post("/uploadfiles/")]
async fn create_upload_files(
    #[file(description = "Multiple files as UploadFile")] files: Vec<UploadFile>,
) -> Value {
    json!({ "filenames": files.iter().map(UploadFile::file_name).collect::<Vec<_>>() })
}

#[get("/")]
async fn main() -> Response {
    Response::html(
        r#"
<body>
<form action="/files/" enctype="multipart/form-data" method="post">
<input name="files" type="file" multiple>
<input type="submit">
</form>
<form action="/uploadfiles/" enctype="multipart/form-data" method="post">
<input name="files" type="file" multiple>
<input type="submit">
</form>
</body>
    "#,
    )
}

pub fn app() -> App {
    App::new().routes(routes![create_files, create_upload_files, main])
}
