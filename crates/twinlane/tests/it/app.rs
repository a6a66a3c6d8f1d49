//! Building: state, routers, and the report of every mistake.

use expect_test::expect;
use std::collections::HashMap;

use twinlane::error::Mistake;
use twinlane::parameter::RequestBody;
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

#[model]
struct Nested {
    things: Vec<Thing>,
}

#[post("/two")]
async fn groups(
    #[query] nested: Nested,
    #[header] things: Vec<Thing>,
    #[cookie] numbers: Vec<i64>,
    #[form] more: HashMap<String, String>,
) -> Value {
    json!([nested, things, numbers, more])
}

#[post("/form")]
async fn form_and_json(#[form] name: String, thing: Thing, #[file] text: String) -> Value {
    json!([name, thing, text])
}

#[post("/names")]
async fn one_name(#[form] photo: String, #[file(alias = "photo")] file: UploadFile) -> Value {
    json!([photo, file.size()])
}

#[post("/raw")]
async fn raw(
    body: RequestBody,
    again: RequestBody,
    thing: Thing,
    #[query] file: UploadFile,
) -> Value {
    drop((body, again));
    json!([thing, file.size()])
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
        .routes(routes![
            greet,
            greet_too,
            not_in_the_path,
            groups,
            form_and_json,
            one_name,
            raw
        ])
        .router(wrong);
    let report = app.state(1_u8).into_service().unwrap_err().to_string();
    expect![[r"
        the application cannot start: 14 mistakes
          1. the prefix `wrong/` of a router: it starts with `/` and does not end with `/`
          2. GET /greet (it::app::greet): parameter `greeting`: the application has no state of type `it::app::Greeting`: add it with `.state(...)`, or list the lifespan dependency that makes it: `.lifespan(dependencies![...])`
          3. GET /greet (it::app::greet_too): the method and path are taken by it::app::greet: change one of them or leave one out
          4. GET /nowhere (it::app::not_in_the_path): parameter `item_id`: `#[path]`, but the path has no `{item_id}`: add it to the path or leave the attribute out
          5. POST /two (it::app::groups): parameter `nested`: the field `things` of `Nested` is no query parameter, which is a scalar or a `Vec` of scalars: leave the attribute out to read it from the body
          6. POST /two (it::app::groups): parameter `things`: a header parameter is a scalar, a `Vec` of scalars or a `#[model]` of them
          7. POST /two (it::app::groups): parameter `numbers`: a cookie parameter is a scalar or a `#[model]` of them
          8. POST /two (it::app::groups): parameter `more`: a form parameter is a scalar, a `Vec` of scalars or a `#[model]` of them
          9. POST /form (it::app::form_and_json): parameter `thing`: the body is a form, since another parameter is a part of one: write `#[form]` here too
          10. POST /form (it::app::form_and_json): parameter `text`: a file is an `UploadFile` or `Vec<UploadFile>`, or read into memory as `Bytes` or `Vec<Bytes>`
          11. POST /names (it::app::one_name): parameter `file`: `photo` is read by another parameter already: give one of them an `alias`
          12. POST /raw (it::app::raw): parameter `again`: the body is `body` already, and it can be read once
          13. POST /raw (it::app::raw): parameter `thing`: the body is read as it arrives by a `RequestBody`: take one of the two
          14. POST /raw (it::app::raw): parameter `file`: a file comes from a form: leave the attribute out, or write `#[file]`"]].assert_eq(&report);
}

#[test]
fn a_name_is_shared_only_by_those_that_choose_it() {
    #[get("/three")]
    async fn three(
        x: i64,
        #[query(validation_alias = "x")] y: i64,
        #[query(alias = "x")] z: i64,
    ) -> i64 {
        x + y + z
    }
    let report = App::new().routes(routes![three]).into_service();
    let report = report.unwrap_err().to_string();
    let expected = "parameter `z`: `x` is read by another parameter already";
    assert!(report.contains(expected), "{report}");
    assert!(!report.contains("parameter `y`"), "{report}");
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

#[get("/things", response_exclude = ["things.name"])]
async fn selected_wrongly() -> Nested {
    Nested { things: Vec::new() }
}

#[get("/page", response_exclude_none, responses(404 = "No page"))]
async fn selected_of_a_page() -> Html {
    Html::new("")
}

const BROKEN: &str = "a\nb";

#[get("/media", media_type = BROKEN)]
async fn no_media_type() -> Thing {
    Thing {
        name: String::new(),
    }
}

#[get("/no-body", status = 204)]
async fn body_without_a_place() -> Thing {
    Thing {
        name: String::new(),
    }
}

#[test]
fn an_answer_that_cannot_be_so_is_a_mistake() {
    let router = Router::new()
        .response(twinlane::response::AdditionalResponse::new("6XX"))
        .routes(routes![selected_wrongly]);
    let app = App::new()
        .routes(routes![
            selected_of_a_page,
            no_media_type,
            body_without_a_place
        ])
        .router(router);
    expect![[r#"
        the application cannot start: 5 mistakes
          1. GET /page (it::app::selected_of_a_page): the fields that are sent can be chosen of a model, a list or a map, and the response is none of them
          2. GET /media (it::app::no_media_type): `a\nb` is no media type
          3. GET /no-body (it::app::body_without_a_place): a response with the status 204 has no body, but the function returns one: return `()`, or leave `status` out
          4. GET /things (it::app::selected_wrongly): `6XX` is no status: write a number from 100 to 999, a range such as "4XX", or "default"
          5. GET /things (it::app::selected_wrongly): the field `things.name` cannot be selected: there is a list: write `*.name`"#]]
    .assert_eq(&app.into_service().unwrap_err().to_string());
}

#[test]
fn two_states_of_one_type_keep_the_application_from_starting() {
    let first = line!() + 1;
    let app = App::new().state(Greeting("a")).routes(routes![greet]);
    let app = app.state(Greeting("b")).state(1_u8).override_state(2_u8);
    let error = app.into_service().unwrap_err();
    let [
        Mistake::DoubleState {
            type_name,
            first: one,
            second: other,
        },
    ] = error.mistakes()
    else {
        panic!("{error}");
    };
    assert_eq!(*type_name, std::any::type_name::<Greeting>());
    assert!(one.contains(&format!("app.rs:{first}:")), "{one}");
    assert!(other.contains(&format!("app.rs:{}:", first + 1)), "{other}");
    let text = error.to_string();
    assert!(
        text.contains("two states of type `it::app::Greeting`, from "),
        "{text}"
    );
    assert!(
        text.contains("as in `struct Other(it::app::Greeting);`"),
        "{text}"
    );
    assert!(text.contains("`.override_state(...)`"), "{text}");
}

#[test]
fn a_state_is_overridden_before_and_after_it_is_given() {
    let greeted = |app: App| {
        TestClient::blocking(app.routes(routes![greet]))
            .get("/greet")
            .send()
            .text()
    };
    let given = |app: App| app.state(Greeting("given"));
    let other = |app: App| app.override_state(Greeting("other"));
    assert_eq!(greeted(given(other(App::new()))), "\"other\"");
    assert_eq!(greeted(other(given(App::new()))), "\"other\"");
    assert_eq!(greeted(other(App::new())), "\"other\"");
    assert_eq!(
        greeted(other(App::new().override_state(Greeting("first")))),
        "\"other\""
    );
    assert_eq!(greeted(given(App::new())), "\"given\"");
}
