use twinlane::prelude::*;

#[get("/")]
async fn read_main() -> Value {
    json!({ "msg": "Hello World" })
}

#[websocket("/ws")]
async fn websocket(mut websocket: WebSocket) -> Result<()> {
    websocket.accept().await?;
    websocket
        .send_json(&json!({ "msg": "Hello WebSocket" }))
        .await?;
    Ok(())
}

pub fn app() -> App {
    App::new().routes(routes![read_main, websocket])
}

#[test]
fn test_read_main() {
    use twinlane::testing::TestClient;

    let client = TestClient::blocking(app());
    let response = client.get("/").send();
    assert_eq!(response.status(), 200);
    assert_eq!(response.json::<Value>(), json!({ "msg": "Hello World" }));
}

#[cfg(test)]
#[tokio::test]
async fn test_websocket() -> Result<()> {
    use twinlane::testing::TestClient;

    let client = TestClient::new(app());
    let mut websocket = client.websocket("/ws").await?;
    let data = websocket.receive_json::<Value>().await;
    assert_eq!(data, json!({ "msg": "Hello WebSocket" }));
    Ok(())
}
