use std::collections::HashMap;
use std::sync::Arc;

use twinlane::prelude::*;

fn fake_answer_to_everything_ml_model(x: f64) -> f64 {
    x * 42.0
}

type Models = HashMap<&'static str, fn(f64) -> f64>;

#[dependency(lifespan)]
async fn ml_models() -> Provided<Models, AtShutdown> {
    // Load the ML model
    let model: fn(f64) -> f64 = fake_answer_to_everything_ml_model;
    let models = HashMap::from([("answer_to_everything", model)]);
    // Clean up the ML models and release the resources
    Provided::new(models).at_shutdown(|models: Arc<Models>| drop(models))
}

#[get("/predict")]
async fn predict(x: f64, ml_models: Depends<ml_models>) -> Value {
    let result = ml_models["answer_to_everything"](x);
    json!({ "result": result })
}

pub fn app() -> App {
    App::new().routes(routes![predict])
}
