//! FastAPI's names, as options.

use twinlane::prelude::*;

#[get(
    "/items",
    response_model = Item,
    status_code = 201,
    response_class = Html,
    include_in_schema = false,
    response_model_exclude_none = true,
    response_model_exclude_unset = true,
    response_model_include = ["name"],
    response_model_by_alias = false,
    methods = ["GET"],
    operationId = "list"
)]
async fn list(
    #[query(regex = "^a", min_items = 1)] a: String,
    #[query(const = true)] b: String,
    #[query(include_in_schema = false)] c: String,
    #[query(serialization_alias = "d1")] d: String,
    #[body(embed = true, media_type = "text/plain")] e: String,
    #[query(examples = [1], min = 1, minLength = 2, discriminator = "kind")] f: String,
    #[depends(user)] g: u32,
    #[json] h: Value,
) -> String {
    String::new()
}

fn main() {
    let _ = routes![list];
}
