use std::collections::HashMap;

use twinlane::prelude::*;

#[post("/index-weights/")]
async fn create_index_weights(weights: HashMap<i64, f64>) -> Value {
    json!(weights)
}

pub fn app() -> App {
    App::new().routes(routes![create_index_weights])
}
