//! Mounts at hosts.

use super::{inner, json_of};
use twinlane::prelude::*;
use twinlane::testing::TestClient;

#[get("/where")]
async fn outer() -> String {
    "outer".to_owned()
}

fn client() -> twinlane::testing::BlockingClient {
    let axum = axum::Router::new().fallback(async |uri: http::Uri| uri.to_string());
    let app = App::new()
        .routes(routes![outer])
        .host("api.example.com", inner())
        .host("{tenant}.example.org", App::new().mount("/sub", inner()))
        .host("www.example.org", App::new())
        .host("[::1]", inner())
        .host("axum.example.com", axum);
    TestClient::blocking(app)
}

#[test]
fn a_host_has_every_path() {
    let client = client();
    for host in [
        "api.example.com",
        "API.Example.com:8000",
        "[::1]",
        "[::1]:80",
    ] {
        let seen: Value = client.get("/where").header("host", host).send().json();
        assert_eq!(seen, json!(["", format!("http://{host}/where"), {}]));
        // Its own document and 404.
        let document: Value = client
            .get("/openapi.json")
            .header("host", host)
            .send()
            .json();
        assert_eq!(document["info"]["title"], "Inner");
        assert_eq!(
            client.get("/nowhere").header("host", host).send().status(),
            404
        );
    }
    let response = client
        .get("/items")
        .header("host", "api.example.com:99")
        .send();
    assert_eq!(
        response.headers()["location"],
        "http://api.example.com:99/items/"
    );
    let response = client
        .get("/a%2Fb?c")
        .header("host", "axum.example.com")
        .send();
    assert_eq!(response.text(), "/a%2Fb?c");
}

#[test]
fn parameters_of_a_host_are_those_of_the_request() {
    for (host, tenant) in [("blue.example.org", "blue"), ("a.b.example.org", "a.b")] {
        let seen: Value = client()
            .get("/sub/where")
            .header("host", host)
            .send()
            .json();
        let url = format!("http://{host}/sub/where");
        assert_eq!(seen, json!(["/sub", url, { "tenant": tenant }]));
    }
    // The more specific one comes first.
    let response = client()
        .get("/sub/where")
        .header("host", "www.example.org")
        .send();
    assert_eq!(response.status(), 404);
}

#[test]
fn all_other_hosts_are_for_the_rest() {
    let client = client();
    for host in [
        "example.com",
        "example.org",
        "api.example.com.evil.org",
        ".example.org",
        "bad host",
        "",
        "a/b.example.org",
    ] {
        let response = client.get("/where").header("host", host).send();
        assert_eq!(response.json::<String>(), "outer", "{host}");
    }
    assert_eq!(json_of(&client, "/where"), "outer");
}

/// An application at a host may have a root path, since it is at the top of its host.
#[test]
fn a_root_path_at_a_host() {
    let shop = inner().root_path("/shop").mount("/sub", inner());
    let app = App::new().host("{tenant}.example.com", shop);
    let client = TestClient::blocking(app);
    for path in ["/shop/where", "/where"] {
        let seen: Value = client
            .get(path)
            .header("host", "a.example.com")
            .send()
            .json();
        let url = "http://a.example.com/shop/where";
        assert_eq!(seen, json!(["/shop", url, { "tenant": "a" }]), "{path}");
    }
    for path in ["/shop/sub/where", "/sub/where"] {
        let seen: Value = client
            .get(path)
            .header("host", "a.example.com")
            .send()
            .json();
        let url = "http://a.example.com/shop/sub/where";
        assert_eq!(seen, json!(["/shop/sub", url, { "tenant": "a" }]), "{path}");
    }
}
