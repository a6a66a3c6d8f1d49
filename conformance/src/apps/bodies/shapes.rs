//! Models of other shapes: every scalar, aliases, newtypes, any value, and a model that contains itself.

use twinlane::prelude::*;

use super::items::Colour;

#[model]
struct ItemId(i64);

type Name = String;

#[model]
struct Scalars {
    number: i64,
    ratio: f64,
    flag: bool,
    text: String,
    colour: Colour,
}

#[model]
struct Optionals {
    number: Option<i64>,
    ratio: Option<f64>,
    flag: Option<bool>,
    text: Option<String>,
    colour: Option<Colour>,
    numbers: Option<Vec<i64>>,
    #[field(default = Vec::new())]
    holes: Vec<Option<i64>>,
}

#[model]
struct Defaults {
    #[field(default = -1)]
    number: i64,
    #[field(default = 2.0)]
    ratio: f64,
    #[field(default = false)]
    flag: bool,
    #[field(default = "text")]
    text: String,
    #[field(default = Colour::SkyBlue)]
    colour: Colour,
    #[field(default = vec![1, 2])]
    numbers: Vec<i64>,
    #[field(default = 3)]
    maybe: Option<i64>,
}

#[model]
struct Lists {
    numbers: Vec<i64>,
    words: Vec<String>,
    matrix: Vec<Vec<f64>>,
    colours: Vec<Colour>,
}

#[model]
struct Rules {
    #[field(default = 6, gt = 5)]
    above: i64,
    #[field(default = 5, ge = 5)]
    least: i64,
    #[field(default = 4, lt = 5)]
    below: i64,
    #[field(default = 5, le = 5)]
    most: i64,
    #[field(default = 3, multiple_of = 3)]
    third: i64,
    #[field(default = 2.0, gt = 1.5)]
    above_ratio: f64,
    #[field(default = 1.0, gt = 0)]
    positive: f64,
    #[field(default = 10.0, le = 10.0)]
    most_ratio: f64,
    #[field(default = 0.5, multiple_of = 0.5)]
    halves: f64,
    #[field(gt = 0, lt = 10)]
    between: Option<i64>,
    #[field(default = "abc", min_length = 3, max_length = 5)]
    word: String,
    #[field(max_length = 1)]
    one: Option<String>,
    #[field(default = vec![1, 2], min_length = 2, max_length = 3)]
    few: Vec<i64>,
    #[field(min_length = 1)]
    some: Option<Vec<i64>>,
}

/// Every name in camel case.
#[model(rename_all = "camelCase")]
struct Camel {
    first_name: String,
    last_name: Option<String>,
    #[field(default = 0)]
    number_of_items: i64,
}

#[model]
struct Named {
    item_id: ItemId,
    #[field(default = Vec::new())]
    other_ids: Vec<ItemId>,
    name: Name,
}

#[model]
struct Anything {
    value: Value,
    #[field(default = Vec::new())]
    values: Vec<Value>,
}

#[model]
struct Node {
    name: String,
    #[field(default = Vec::new())]
    children: Vec<Node>,
}

/// Titled otherwise.
#[model(title = "The title")]
struct Titled {
    #[field(title = "A number", description = "Of something.")]
    value: i64,
}

#[model]
struct Empty {}

pub(super) fn router() -> Router {
    Router::new().routes(routes![
        shape_scalars,
        shape_optionals,
        shape_defaults,
        shape_lists,
        shape_rules,
        shape_camel,
        shape_named,
        shape_anything,
        shape_node,
        shape_node_in,
        shape_titled,
        shape_empty,
    ])
}

#[post("/scalars")]
async fn shape_scalars(scalars: Scalars) -> Scalars {
    scalars
}

#[post("/optionals")]
fn shape_optionals(optionals: Optionals) -> Optionals {
    optionals
}

#[post("/defaults")]
async fn shape_defaults(defaults: Defaults) -> Defaults {
    defaults
}

#[post("/lists")]
async fn shape_lists(lists: Lists) -> Lists {
    lists
}

#[post("/rules")]
async fn shape_rules(rules: Rules) -> Rules {
    rules
}

#[post("/camel")]
async fn shape_camel(camel: Camel) -> Camel {
    camel
}

#[post("/named")]
async fn shape_named(named: Named) -> Named {
    named
}

#[post("/anything")]
async fn shape_anything(anything: Anything) -> Anything {
    anything
}

#[post("/node")]
async fn shape_node(node: Node) -> Node {
    node
}

#[post("/node/in")]
async fn shape_node_in(node: Node) -> Value {
    json!({ "name": node.name, "children": node.children.len() })
}

#[post("/titled")]
async fn shape_titled(titled: Titled) -> Titled {
    titled
}

#[post("/empty")]
async fn shape_empty(empty: Empty) -> Empty {
    empty
}
