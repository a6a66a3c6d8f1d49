//! The document by the options of an application: ids of operations, one schema for both sides, the order of keys, descriptions, docs pages.

use std::collections::{HashMap, HashSet};

use twinlane::UniqueIdRoute;
use twinlane::prelude::*;

#[doc = "A part.\n\u{c}\nNot shown."]
#[model]
struct Part {
    name: String,
    #[field(gt = 0, le = 10, default = 1.0)]
    weight: f64,
    #[field(default = HashSet::new())]
    labels: HashSet<String>,
    #[field(default = (1, "a".to_owned()))]
    sizes: (i64, String),
    #[field(default = HashMap::new())]
    more: HashMap<String, i64>,
}

impl Part {
    fn called(name: String) -> Self {
        Self {
            name,
            weight: 1.0,
            labels: HashSet::new(),
            sizes: (1, "a".to_owned()),
            more: HashMap::new(),
        }
    }
}

#[model(computed(area: i64))]
struct Square {
    #[field(default = 1)]
    side: i64,
}

impl Square {
    fn area(&self) -> i64 {
        self.side * self.side
    }
}

#[post("/parts", tags = ["parts"], responses(409 = Part))]
async fn create_part(part: Part) -> Part {
    part
}

#[doc = "Reads them.\n\u{c}\nNot shown."]
#[get("/parts", tags = ["parts"], deprecated)]
async fn read_parts() -> Vec<Part> {
    vec![Part::called("a".to_owned())]
}

/// From the docstring.
#[get("/part")]
async fn read_part(
    #[query(min_length = 2, max_length = 9)] name: String,
    #[query(title = "How much", description = "In grams", ge = 1, le = 5, default = 2, deprecated)]
    size: i64,
    #[query(min_length = 1, max_length = 3, description = "")] labels: Option<Vec<String>>,
    #[header] x_token: Option<String>,
) -> Part {
    let _ = (size, labels, x_token);
    Part::called(name)
}

#[get("/square", operation_id = "square")]
async fn square() -> Square {
    Square { side: 3 }
}

#[get("/told", openapi_extra = json!({ "externalDocs": { "url": "https://example.com/" }, "x-rate": 1 }))]
async fn told() -> i64 {
    1
}

#[get("/typed", openapi_extra = json!({ "x-rate": 1, "servers": [{ "url": "/v1" }] }))]
async fn typed() -> HashMap<String, Vec<i64>> {
    HashMap::new()
}

#[put("/number", summary = "")]
async fn number(#[body(ge = 1, le = 5)] size: i64) -> i64 {
    size
}

#[get("/slash/")]
async fn slash() -> i64 {
    1
}

fn tag_and_name(route: &UniqueIdRoute<'_>) -> String {
    let tag = route.tags().first().map_or("all", String::as_str);
    format!("{tag}-{}", route.name())
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Documents")
        .summary("")
        .description("")
        .docs_url(None)
        .redoc_url(None)
        .generate_unique_id_function(tag_and_name)
        .separate_input_output_schemas(false)
        .redirect_slashes(false)
        .routes(routes![
            create_part,
            read_parts,
            read_part,
            square,
            told,
            typed,
            number,
            slash
        ])
}
