//! Building: state, routers, and the report of every mistake.

use expect_test::expect;
use twinlane::prelude::*;
use twinlane::testing::TestClient;

struct Greeting(&'static str);

#[get("/greet")]
async fn greet(greeting: State<Greeting>) -> String {
    greeting.0.to_owned()
}

#[get("/greet")]
async fn greet_too() -> Value {
    json!(2)
}

#[get("/items/{item_id}")]
async fn read(item_id: i64) -> i64 {
    item_id
}

#[get("/nowhere")]
async fn not_in_the_path(#[path] item_id: i64) -> i64 {
    item_id
}

#[model]
struct Thing {
    name: String,
}

#[post("/two")]
async fn two_bodies(one: Thing, other: Thing, #[query] third: Thing) -> String {
    one.name + &other.name + &third.name
}

#[get("/{item_id}")]
async fn taken_by_prefix(item_id: i64, user_id: i64) -> Value {
    json!([user_id, item_id])
}

#[test]
fn state_is_shared() {
    let client = TestClient::blocking(App::new().state(Greeting("hello")).routes(routes![greet]));
    assert_eq!(client.get("/greet").send().text(), "\"hello\"");
}

#[test]
fn a_prefix_may_have_parameters() {
    let items = Router::new()
        .prefix("/items")
        .tags(["items"])
        .routes(routes![taken_by_prefix]);
    let client = TestClient::blocking(App::new().router(items.prefix("/users/{user_id}")));
    assert_eq!(client.get("/users/7/items/3").send().text(), "[7,3]");
}

#[test]
fn every_mistake_is_in_one_report() {
    let wrong = Router::new().prefix("wrong/").routes(routes![greet_too]);
    let app = App::new()
        .routes(routes![greet, greet_too, not_in_the_path, two_bodies])
        .router(wrong);
    let report = app.state(1_u8).into_service().unwrap_err().to_string();
    expect![[r"
        the application cannot start: 7 mistakes
          1. the prefix `wrong/` of a router: it starts with `/` and does not end with `/`
          2. GET wrong//greet (it::app::greet_too): a path starts with `/`
          3. GET /greet (it::app::greet): parameter `greeting`: the application has no state of type `it::app::Greeting`: add it with `.state(...)`
          4. GET /greet (it::app::greet_too): the method and path are taken by it::app::greet: change one of them or leave one out
          5. GET /nowhere (it::app::not_in_the_path): parameter `item_id`: `#[path]`, but the path has no `{item_id}`: add it to the path or leave the attribute out
          6. POST /two (it::app::two_bodies): parameter `other`: the body is `one` already, and an operation has one body: put both into one `#[model]`
          7. POST /two (it::app::two_bodies): parameter `third`: a query parameter is a scalar or, with `#[query]`, a `Vec` of scalars: leave the attribute out to read it from the body"]].assert_eq(&report);
}

#[test]
fn two_operations_on_one_method_and_path_do_not_start() {
    #[get("/items/{other_name}")]
    async fn read_again(other_name: i64) -> i64 {
        other_name
    }
    let report = App::new()
        .routes(routes![read, read_again])
        .into_service()
        .unwrap_err()
        .to_string();
    expect![[r"
        the application cannot start: 1 mistake
          1. GET /items/{other_name} (it::app::read_again): the method and path are taken by it::app::read: change one of them or leave one out"]].assert_eq(&report);
}
