//! Every attribute and derive, told where Twinlane is, by its name here and by that of a crate that re-exports it.

use twinlane_renamed::toolkit::prelude::*;
use twinlane_renamed::toolkit::testing::{BlockingClient, TestClient};
use web::Depends;
use web::batch::Batch;
use web::security::HttpBearer;
use web::websocket::WebSocket;

#[model(crate = web)]
struct Item {
    #[field(min_length = 1)]
    name: String,
}

#[settings(crate = "twinlane_renamed::toolkit")]
struct Options {
    #[field(default = 7)]
    size: u32,
}

#[security(HttpBearer, crate = "web")]
struct Bearer(String);

#[derive(Debug, ApiError)]
#[error(crate = "web")]
enum Refused {
    #[error(status = 409, detail = "{name} is taken")]
    Taken { name: String },
}

#[derive(ApiResponse)]
#[response(status = 201, crate = "twinlane_renamed::toolkit")]
struct Made {
    item: Item,
}

#[dependency(crate = web)]
fn three(options: &State<Options>) -> u32 {
    options.size - 4
}

#[batch(max_size = 4, crate = "twinlane_renamed::toolkit")]
fn doubled(numbers: Vec<u32>) -> Vec<u32> {
    numbers.iter().map(|number| number * 2).collect()
}

#[post("/items", crate = "web")]
fn create_item(item: Item) -> Result<Made, Refused> {
    if item.name == "taken" {
        return Err(Refused::Taken { name: item.name });
    }
    Ok(Made { item })
}

/// Called like a crate.
#[get("/uuid", crate = web, status = 202)]
async fn uuid(three: Depends<three>, doubled: Batch<doubled>) -> Result<u32> {
    let id = ::uuid::Uuid::nil();
    let six = doubled.one(*three).await?;
    Ok(six + u32::from(id.as_bytes()[0]))
}

#[get("/core", crate = "twinlane_renamed::toolkit")]
fn core(#[query] std: Option<u32>, bearer: Bearer) -> String {
    format!("{std:?} {}", bearer.0)
}

#[callback(post, "{$callback_url}/done", crate = web)]
fn told(item: Item);

#[webhook(post, "new-item", crate = "web")]
fn new_item(item: Item);

#[get("/told", callbacks(told), crate = web)]
fn tell() {}

#[websocket("/echo", crate = "web")]
async fn echo(mut socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    let message = socket.receive().await?;
    socket.send(message).await?;
    Ok(())
}

fn run() {
    #[web::main(crate = "web")]
    async fn main() -> Result {
        Ok(())
    }
    main().expect("it does nothing");
}

fn client() -> BlockingClient {
    let operations = routes![create_item, uuid, core, tell, echo];
    let app = App::new().state(Options { size: 7 }).routes(operations);
    TestClient::blocking(app.webhooks(webhooks![new_item]))
}

#[test]
fn every_macro_finds_what_it_calls() {
    let client = client();
    let made = client.post("/items").json(&json!({"name": "a"})).send();
    assert_eq!(
        (made.status(), made.text()),
        (StatusCode::CREATED, r#"{"name":"a"}"#.to_owned())
    );
    let taken = client.post("/items").json(&json!({"name": "taken"})).send();
    assert_eq!(taken.status(), 409);
    let empty = client.post("/items").json(&json!({"name": ""})).send();
    assert_eq!(empty.status(), 422);
    let six = client.get("/uuid").send();
    assert_eq!(
        (six.status(), six.text()),
        (StatusCode::ACCEPTED, "6".to_owned())
    );
    let core = client
        .get("/core?std=1")
        .header("authorization", "Bearer b")
        .send();
    assert_eq!(core.text(), r#""Some(1) b""#);
    for files in [
        web::embed!("src", crate = "web"),
        web::embed!("src", crate = twinlane_renamed::toolkit),
    ] {
        assert!(files.get("lib.rs").is_some());
    }
    let mut socket = client.websocket("/echo").connect().unwrap();
    socket.send_text("hello");
    assert_eq!(socket.receive_text(), "hello");
    run();
}
