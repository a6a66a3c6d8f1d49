use std::collections::HashMap;

use twinlane::prelude::*;

#[dependency(lifespan)]
async fn items() -> HashMap<&'static str, Value> {
    HashMap::from([
        ("foo", json!({ "name": "Fighters" })),
        ("bar", json!({ "name": "Tenders" })),
    ])
}

#[get("/items/{item_id}")]
async fn read_items(item_id: String, items: Depends<items>) -> Result<Value> {
    items
        .get(item_id.as_str())
        .cloned()
        .or_404("Item not found")
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}

#[cfg(test)]
#[tokio::test]
async fn test_read_items() -> Result<()> {
    use twinlane::testing::TestClient;

    // Here the application starts, and its items are made.
    let client = TestClient::start(app()).await?;
    let response = client.get("/items/foo").await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.json::<Value>(), json!({ "name": "Fighters" }));
    // Here it ends, and they are dropped.
    client.stop().await
}
