use twinlane::prelude::*;
use twinlane::types::BytesAsBase64;

#[model]
struct DataInput {
    description: String,
    data: BytesAsBase64,
}

#[model]
struct DataOutput {
    description: String,
    data: BytesAsBase64,
}

#[model]
struct DataInputOutput {
    description: String,
    data: BytesAsBase64,
}

#[post("/data")]
fn post_data(body: DataInput) -> Result<Value> {
    let content = String::from_utf8(body.data.to_vec())?;
    Ok(json!({ "description": body.description, "content": content }))
}

#[get("/data")]
fn get_data() -> DataOutput {
    DataOutput {
        description: "A plumbus".to_owned(),
        data: BytesAsBase64::from(b"hello".to_vec()),
    }
}

#[post("/data-in-out")]
fn post_data_in_out(body: DataInputOutput) -> DataInputOutput {
    body
}

pub fn app() -> App {
    App::new().routes(routes![post_data, get_data, post_data_in_out])
}
