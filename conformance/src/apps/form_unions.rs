//! Unions of models that are a form: with and without a tag, optional, beside other fields.

use twinlane::Value;
use twinlane::prelude::*;

#[model]
#[derive(Clone)]
struct User {
    name: String,
    email: String,
}

#[model]
#[derive(Clone)]
struct Company {
    firm: String,
    #[field(min_length = 2)]
    industry: String,
    #[field(default)]
    tags: Vec<i64>,
}

#[model(untagged)]
#[derive(Clone)]
enum Who {
    User(User),
    Company(Company),
}

#[model(tag = "kind", rename_all = "lowercase")]
enum Pet {
    Cat { lives: i64 },
    Dog { bone: String, name: Option<String> },
}

#[model(extra = "forbid")]
struct Closed {
    a: i64,
}

#[model]
struct Lists {
    a: Vec<i64>,
}

#[model(untagged)]
enum ClosedOrUser {
    Closed(Closed),
    User(User),
}

#[model(untagged)]
enum OneOrMany {
    Closed(Closed),
    Lists(Lists),
}

#[post("/union")]
async fn union(#[form] data: Who) -> Value {
    json!({ "got": data })
}

#[post("/described")]
async fn described(
    #[form(title = "Who", description = "A user or a company.")] data: Who,
) -> Value {
    json!({ "got": data })
}

#[post("/tagged")]
async fn tagged(#[form] data: Pet) -> Value {
    json!({ "got": data })
}

#[post("/optional")]
async fn optional(#[form] data: Option<Who>) -> Value {
    json!({ "got": data })
}

#[post("/optional-tagged")]
async fn optional_tagged(#[form] data: Option<Pet>) -> Value {
    json!({ "got": data })
}

#[post("/closed")]
async fn closed(#[form] data: ClosedOrUser) -> Value {
    json!({ "got": data })
}

#[post("/one-or-many")]
async fn one_or_many(#[form] data: OneOrMany) -> Value {
    json!({ "got": data })
}

#[post("/two")]
async fn two(#[form] data: Who, #[form] x: i64) -> Value {
    json!({ "got": data, "x": x })
}

#[post("/two-unions")]
async fn two_unions(#[form] data: Who, #[form] pet: Pet) -> Value {
    json!({ "got": data, "pet": pet })
}

#[dependency]
fn who(#[form] data: Who) -> Who {
    data
}

#[post("/dependency")]
async fn dependency(data: Depends<who>) -> Value {
    json!({ "got": *data })
}

/// The application.
pub fn app() -> App {
    App::new()
        .title("Form unions")
        .routes(routes![union, described, tagged, optional, optional_tagged])
        .routes(routes![closed, one_or_many, two, two_unions, dependency])
}
