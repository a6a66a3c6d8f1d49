use twinlane::parameter::RequestBody;
use twinlane::prelude::*;

#[model]
struct Item {
    name: String,
    tags: Vec<String>,
}

#[post("/items/", openapi_extra = json!({
    "requestBody": {
        "content": { "application/x-yaml": { "schema": Item::json_schema() } },
        "required": true,
    },
}))]
async fn create_item(body: RequestBody) -> Result<Value> {
    let raw_body = body.bytes().await?;
    let data: Value = serde_yaml_ng::from_slice(&raw_body).or_status(422, "Invalid YAML")?;
    let item = Item::from_value(data).map_err(|errors| HttpError::new(422, errors))?;
    Ok(json!(item))
}

pub fn app() -> App {
    App::new().routes(routes![create_item])
}
