use twinlane::parameter::RequestBody;
use twinlane::prelude::*;

fn magic_data_reader(raw_body: &[u8]) -> Value {
    json!({
        "size": raw_body.len(),
        "content": {
            "name": "Maaaagic",
            "price": 42,
            "description": "Just kiddin', no magic here. ✨",
        },
    })
}

fn request_body() -> Value {
    json!({
        "requestBody": {
            "content": {
                "application/json": {
                    "schema": {
                        "required": ["name", "price"],
                        "type": "object",
                        "properties": {
                            "name": { "type": "string" },
                            "price": { "type": "number" },
                            "description": { "type": "string" },
                        },
                    },
                },
            },
            "required": true,
        },
    })
}

#[post("/items/", openapi_extra = request_body())]
async fn create_item(body: RequestBody) -> Result<Value> {
    Ok(magic_data_reader(&body.bytes().await?))
}

pub fn app() -> App {
    App::new().routes(routes![create_item])
}
