use twinlane::prelude::*;

#[get("/")]
async fn root() -> Value {
    json!({ "message": "Tomato" })
}

pub fn app() -> App {
    App::new().routes(routes![root])
}

#[cfg(test)]
#[tokio::test]
async fn test_root() {
    use twinlane::testing::TestClient;

    let client = TestClient::new(app());
    let response = client.get("/").await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.json::<Value>(), json!({ "message": "Tomato" }));
}
