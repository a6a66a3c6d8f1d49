use twinlane::prelude::*;
use twinlane::types::Base64UrlBytes;

#[model]
struct DataInput {
    description: String,
    data: Base64UrlBytes,
}

#[model]
struct DataOutput {
    description: String,
    data: Base64UrlBytes,
}

#[model]
struct DataInputOutput {
    description: String,
    data: Base64UrlBytes,
}

#[post("/data")]
fn post_data(body: DataInput) -> Result<Value> {
    let content = String::from_utf8(body.data.0)?;
    Ok(json!({ "description": body.description, "content": content }))
}

#[get("/data")]
fn get_data() -> DataOutput {
    DataOutput {
        description: "A plumbus".to_owned(),
        data: Base64UrlBytes(b"hello".to_vec()),
    }
}

#[post("/data-in-out")]
fn post_data_in_out(body: DataInputOutput) -> DataInputOutput {
    body
}

pub fn app() -> App {
    App::new().routes(routes![post_data, get_data, post_data_in_out])
}
