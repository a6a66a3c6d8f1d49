use std::collections::HashMap;

use twinlane::prelude::*;

#[get("/keyword-weights/")]
async fn read_keyword_weights() -> HashMap<String, f64> {
    HashMap::from([("foo".to_owned(), 2.3), ("bar".to_owned(), 3.4)])
}

pub fn app() -> App {
    App::new().routes(routes![read_keyword_weights])
}
