use twinlane::prelude::*;

#[get("/")]
async fn read_main() -> Value {
    json!({ "msg": "Hello World" })
}

pub fn app() -> App {
    App::new().routes(routes![read_main])
}

#[test]
fn test_read_main() {
    use twinlane::testing::TestClient;

    let client = TestClient::blocking(app());
    let response = client.get("/").send();
    assert_eq!(response.status(), 200);
    assert_eq!(response.json::<Value>(), json!({ "msg": "Hello World" }));
}
