//! Quotas of clients.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use twinlane::lifespan::Service;
use twinlane::middleware::{Quota, RateLimit, RateLimitDecision, RateLimitStore};
use twinlane::prelude::*;
use twinlane::response::BoxError;
use twinlane::testing::{TestClient, TestResponse};

const MINUTE: Duration = Duration::from_mins(1);

#[get("/")]
async fn root(calls: State<AtomicUsize>) -> usize {
    calls.fetch_add(1, Ordering::SeqCst) + 1
}

fn app<S: RateLimitStore>(limit: RateLimit<S>) -> App {
    App::new()
        .state(AtomicUsize::new(0))
        .routes(routes![root])
        .middleware(limit)
}

fn limits(response: &TestResponse) -> (u16, Option<&str>, Option<&str>) {
    (
        response.status().as_u16(),
        response.header("ratelimit"),
        response.header("retry-after"),
    )
}

#[tokio::test(start_paused = true)]
async fn one_too_many_is_refused_until_its_share_is_back() {
    let client = TestClient::new(app(RateLimit::per_client(3, MINUTE)));
    for (remaining, reset) in [(2, 20), (1, 40), (0, 60)] {
        let response = client.get("/").await;
        let expected = format!("\"default\";r={remaining};t={reset}");
        assert_eq!(limits(&response), (200, Some(expected.as_str()), None));
        assert_eq!(
            response.header("ratelimit-policy"),
            Some("\"default\";q=3;w=60")
        );
    }
    let refused = client.get("/").await;
    assert_eq!(
        limits(&refused),
        (429, Some("\"default\";r=0;t=60"), Some("20"))
    );
    assert_eq!(
        refused.header("ratelimit-policy"),
        Some("\"default\";q=3;w=60")
    );
    assert_eq!(
        refused.json::<Value>(),
        json!({ "detail": "Too Many Requests" })
    );
    // Also where there is no operation.
    assert_eq!(client.get("/nowhere").await.status(), 429);
    tokio::time::advance(Duration::from_secs(20)).await;
    let response = client.get("/").await;
    assert_eq!(limits(&response), (200, Some("\"default\";r=0;t=60"), None));
    // The refused ones reached no operation.
    assert_eq!(response.text(), "4");
}

fn from(service: &Service, address: &str) -> TestClient {
    let address: SocketAddr = address.parse().unwrap();
    TestClient::of(service.for_client(address))
}

#[tokio::test(start_paused = true)]
async fn clients_are_told_apart_by_address_and_not_by_port() {
    let service = app(RateLimit::per_client(1, MINUTE))
        .into_service()
        .unwrap();
    for (address, status) in [
        ("192.0.2.1:1000", 200),
        ("192.0.2.1:1001", 429),
        ("192.0.2.2:1000", 200),
        ("[::ffff:192.0.2.2]:1000", 429),
        ("[2001:db8::1]:1000", 200),
        ("[2001:db8::ffff:1:2]:1000", 429),
        ("[2001:db8:0:1::1]:1000", 200),
    ] {
        assert_eq!(
            from(&service, address).get("/").await.status(),
            status,
            "{address}"
        );
    }
    // Headers of the client change nothing.
    let client = from(&service, "192.0.2.1:1000");
    let spoofed = client.get("/").header("x-forwarded-for", "198.51.100.7");
    assert_eq!(
        spoofed
            .header("forwarded", "for=198.51.100.7")
            .await
            .status(),
        429
    );
    // Clients without an address are one.
    let unknown = TestClient::of(service);
    assert_eq!(unknown.get("/").await.status(), 200);
    assert_eq!(unknown.get("/").await.status(), 429);
}

#[tokio::test(start_paused = true)]
async fn a_key_of_ones_own_counts_and_else_the_address() {
    let limit = RateLimit::per_client(1, MINUTE)
        .by(|request| request.header("x-key").map(std::borrow::Cow::into_owned));
    let client = TestClient::new(app(limit));
    let with = |key: &str| client.get("/").header("x-key", key);
    assert_eq!(with("a").await.status(), 200);
    assert_eq!(with("a").await.status(), 429);
    assert_eq!(with("b").await.status(), 200);
    // The key of those without an address, made up.
    assert_eq!(with("unknown").await.status(), 200);
    assert_eq!(client.get("/").await.status(), 200);
    assert_eq!(client.get("/").await.status(), 429);
}

#[tokio::test(start_paused = true)]
async fn quotas_stand_beside_each_other() {
    let app = app(RateLimit::per_client(10, MINUTE).name("minute"))
        .middleware(RateLimit::per_client(2, Duration::from_secs(1)).name("burst"));
    let client = TestClient::new(app);
    let response = client.get("/").await;
    let all = |name: &str| {
        let values = response.headers().get_all(name).into_iter();
        values
            .map(|value| value.to_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        all("ratelimit-policy"),
        ["\"minute\";q=10;w=60", "\"burst\";q=2;w=1"]
    );
    assert_eq!(
        all("ratelimit"),
        ["\"minute\";r=9;t=6", "\"burst\";r=1;t=1"]
    );
}

#[derive(Clone, Copy)]
enum Broken {
    Fails,
    Hangs,
}

impl RateLimitStore for Broken {
    async fn take(&self, _: &str, _: &Quota) -> Result<RateLimitDecision, BoxError> {
        match self {
            Self::Fails => Err("no connection".into()),
            Self::Hangs => std::future::pending().await,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_lets_nobody_pass_unless_it_should() {
    for broken in [Broken::Fails, Broken::Hangs] {
        let limit = RateLimit::per_client(1, MINUTE).in_store(broken);
        let response = TestClient::new(app(limit)).get("/").await;
        assert_eq!(
            (response.status(), response.text().as_str()),
            (
                StatusCode::SERVICE_UNAVAILABLE,
                r#"{"detail":"Service Unavailable"}"#
            )
        );

        let limit = RateLimit::per_client(1, MINUTE)
            .in_store(broken)
            .pass_without_store();
        let client = TestClient::new(app(limit));
        for _ in 0..2 {
            assert_eq!(limits(&client.get("/").await), (200, None, None));
        }
    }
}

/// A store that keeps the keys that it is asked for.
#[derive(Clone, Default)]
struct Keys(Arc<Mutex<Vec<String>>>);

impl RateLimitStore for Keys {
    async fn take(&self, key: &str, quota: &Quota) -> Result<RateLimitDecision, BoxError> {
        self.0.lock().unwrap().push(key.to_owned());
        Ok(RateLimitDecision::passed(quota.limit() - 1, quota.window()))
    }
}

#[tokio::test]
async fn a_store_of_ones_own_is_asked_for_each_request() {
    let keys = Keys::default();
    let limit = RateLimit::per_client(5, MINUTE).in_store(keys.clone());
    let service = app(limit).into_service().unwrap();
    let response = from(&service, "[2001:db8::1]:9").get("/").await;
    assert_eq!(limits(&response), (200, Some("\"default\";r=4;t=60"), None));
    from(&service, "192.0.2.1:9").get("/nowhere").await;
    assert_eq!(*keys.0.lock().unwrap(), ["2001:db8::/64", "192.0.2.1"]);
}
