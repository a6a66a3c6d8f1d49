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
    let items = Router::new().prefix("/items").tags(["items"]).routes(routes![taken_by_prefix]);
    let client = TestClient::blocking(App::new().router(items.prefix("/users/{user_id}")));
    assert_eq!(client.get("/users/7/items/3").send().text(), "[7,3]");
}

#[test]
fn every_mistake_is_in_one_report() {
    let wrong = Router::new().prefix("wrong/").routes(routes![greet_too]);
    let app = App::new().routes(routes![greet, greet_too, not_in_the_path, two_bodies]).router(wrong);
    let report = app.state(1_u8).into_service().unwrap_err().to_string();
    expect![[r#""#]].assert_eq(&report);
}

#[test]
fn two_operations_on_one_method_and_path_do_not_start() {
    #[get("/items/{other_name}")]
    async fn read_again(other_name: i64) -> i64 {
        other_name
    }
    let report = App::new().routes(routes![read, read_again]).into_service().unwrap_err().to_string();
    expect![[r#""#]].assert_eq(&report);
}
