//! The activity of the lanes, as a page and as JSON.

use std::thread;
use std::time::Duration;

use expect_test::expect;
use twinlane::prelude::*;
use twinlane::testing::TestClient;

#[dependency]
async fn operator(#[header] x_key: Option<String>) -> Result<()> {
    match x_key.as_deref() {
        Some("open") => Ok(()),
        _ => Err(HttpError::new(403, "Forbidden").into()),
    }
}

#[get("/loop")]
async fn on_loop() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}

#[get("/blocked")]
async fn blocked() {
    thread::sleep(Duration::from_millis(60));
}

#[get("/thread")]
fn in_thread() {
    thread::sleep(Duration::from_millis(5));
}

#[get("/own", thread_capacity = 3)]
fn own() {}

#[get("/cpu", cpu)]
fn on_a_core() {}

#[get("/place", in_place)]
fn in_place() {}

fn app() -> App {
    App::new()
        .routes(routes![
            on_loop, blocked, in_thread, own, on_a_core, in_place
        ])
        .lanes_page("/_lanes", dependencies![operator])
}

fn within_runtime<F>(test: F) -> F::Output
where
    F: Future<Output: Send> + Send + 'static,
{
    let runtime = lanes::RuntimeBuilder::new()
        .workers(2)
        .spare_workers(4)
        .build()
        .unwrap();
    runtime.block_on(test)
}

async fn state(client: &TestClient) -> Value {
    let answer = client.get("/_lanes/json").header("x-key", "open").await;
    assert_eq!(answer.status(), 200);
    answer.json()
}

fn of<'v>(state: &'v Value, list: &str, key: &str, name: &str) -> &'v Value {
    let entries = state[list].as_array().unwrap();
    let mut found = entries.iter().filter(|entry| entry[key] == name);
    found
        .next()
        .unwrap_or_else(|| panic!("no {name} in {state}"))
}

#[test]
fn it_shows_what_the_calls_of_each_operation_have_cost() {
    within_runtime(async {
        let client = TestClient::new(app());
        for path in ["/loop", "/thread", "/thread", "/own", "/cpu", "/place"] {
            assert_eq!(client.get(path).await.status(), 200);
        }
        let state = state(&client).await;
        assert_eq!(
            state["runtime"],
            json!({ "workers": 2, "spare_workers": 4 })
        );
        let operation = |name| of(&state, "operations", "operation", name);

        let thread = operation("GET /thread (in_thread)");
        assert_eq!(
            (&thread["calls"], &thread["keyword"], &thread["lane"]),
            (&json!(2), &json!("fn"), &json!("threads"))
        );
        assert!(thread["working_ms"]["mean"].as_f64().unwrap() >= 5.);
        assert!(thread["working_ms"]["total"].as_f64().unwrap() >= 10.);

        let on_loop = operation("GET /loop (on_loop)");
        assert!(on_loop["waiting_ms"]["longest"].as_f64().unwrap() >= 4.);
        assert!(
            on_loop["working_ms"]["longest"].as_f64() < on_loop["waiting_ms"]["longest"].as_f64()
        );

        let lanes: Vec<_> = state["lanes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|lane| {
                (
                    lane["name"].as_str().unwrap(),
                    lane["lane"].as_str().unwrap(),
                    lane["capacity"].as_u64(),
                )
            })
            .collect();
        let cores = lanes::cpu_capacity() as u64;
        assert_eq!(
            lanes,
            [
                ("event loop", "loop", None),
                ("threads", "thread", Some(40)),
                ("threads of GET /own", "thread", Some(3)),
                ("cpu", "cpu", Some(cores)),
            ]
        );
        assert_eq!(operation("GET /own (own)")["lane"], "threads of GET /own");
        assert_eq!(
            state["operations"].as_array().unwrap().len(),
            6,
            "the page is not on the page"
        );
    });
}

#[test]
fn it_says_which_keyword_would_serve_better() {
    within_runtime(async {
        let client = TestClient::new(app());
        // The watchdog tells when it has looked again, and only what it knows: on a busy machine not at once.
        let state = loop {
            assert_eq!(client.get("/blocked").await.status(), 200);
            let state = state(&client).await;
            let blocked = of(&state, "operations", "operation", "GET /blocked (blocked)");
            if !blocked["advice"].is_null() {
                break state;
            }
        };
        let blocked = of(&state, "operations", "operation", "GET /blocked (blocked)");
        assert_eq!(blocked["advice"]["keyword"], "fn", "{blocked}");
        assert!(
            blocked["advice"]["why"]
                .as_str()
                .unwrap()
                .contains("blocking")
        );
        let others = ["GET /loop (on_loop)", "GET /thread (in_thread)"];
        for name in others {
            assert_eq!(
                of(&state, "operations", "operation", name)["advice"],
                Value::Null
            );
        }
    });
}

#[tokio::test]
async fn it_is_behind_its_dependencies() {
    let client = TestClient::new(app());
    for path in ["/_lanes", "/_lanes/json"] {
        assert_eq!(client.get(path).await.status(), 403);
        assert_eq!(client.get(path).header("x-key", "open").await.status(), 200);
    }
    let document: Value = client.get("/openapi.json").await.json();
    assert!(document["paths"].get("/_lanes").is_none());
    let page = client.get("/_lanes").header("x-key", "open").await;
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    // Works with no internet.
    assert!(
        !page
            .text()
            .replace("http://www.w3.org/2000/svg", "")
            .contains("://")
    );
}

#[tokio::test]
async fn an_application_has_none_unless_it_is_asked_for_or_served_in_development() {
    let client = TestClient::new(App::new().routes(routes![on_loop]));
    assert_eq!(client.get("/_lanes").await.status(), 404);
    let client = TestClient::new(app().without_lanes_page());
    assert_eq!(client.get("/_lanes").await.status(), 404);
}

#[test]
fn one_that_everybody_would_see_keeps_the_application_from_starting() {
    let error = App::new()
        .lanes_page("/lanes", dependencies![])
        .into_service()
        .unwrap_err();
    expect![[r#"
        the application cannot start: 1 mistake
          1. everybody would see the page of the lanes at `/lanes`: name a dependency that guards it, as in `lanes_page("/lanes", dependencies![operator])`"#]]
    .assert_eq(&error.to_string());
}

#[cfg(feature = "websockets")]
mod websockets {
    use super::*;

    #[websocket("/ws", ping_interval = Duration::ZERO)]
    async fn live(mut socket: WebSocket) -> Result<()> {
        socket.accept().await?;
        loop {
            match socket.receive_text().await?.as_str() {
                "block" => thread::sleep(Duration::from_millis(60)),
                "wait" => std::future::pending().await,
                text => socket.send_text(text).await?,
            }
        }
    }

    #[get("/ws")]
    async fn live_page() {}

    fn app() -> App {
        App::new()
            .routes(routes![live, live_page])
            .lanes_page("/_lanes", dependencies![operator])
    }

    async fn connections(client: &TestClient) -> Value {
        let state = state(client).await;
        let operation = of(&state, "operations", "operation", "WebSocket /ws (live)");
        operation["connections"].clone()
    }

    /// Waits until the figures are these.
    async fn becomes(client: &TestClient, expected: &Value) {
        let mut seen = Value::Null;
        for _ in 0..200 {
            seen = connections(client).await;
            let figures = expected.as_object().unwrap().iter();
            if figures.clone().all(|(name, figure)| seen[name] == *figure) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{seen} does not become {expected}");
    }

    #[test]
    fn it_shows_the_connections_of_each_operation() {
        within_runtime(async {
            let client = TestClient::new(app());
            let none = json!({"open": 0, "total": 0, "received": 0, "longest_ms": 0.0});
            becomes(&client, &none).await;
            let mut first = client.websocket("/ws").await.unwrap();
            let mut second = client.websocket("/ws").await.unwrap();
            for text in ["a", "b"] {
                first.send_text(text).await;
                assert_eq!(first.receive_text().await, text);
            }
            second.send_text("wait").await;
            becomes(&client, &json!({"open": 2, "received": 3, "sent": 2})).await;
            for _ in 0..2 {
                second.send_text("unread").await;
            }
            becomes(&client, &json!({"received": 5, "unread_bytes": 12})).await;
            first.close(1000, "").await;
            drop(second);
            // Its function waits for something else than its client.
            becomes(
                &client,
                &json!({"open": 0, "outliving": 1, "total": 2, "sent": 2}),
            )
            .await;
            let now = connections(&client).await;
            assert!(now["longest_ms"].as_f64().unwrap() > 0.0, "{now}");
        });
    }

    #[test]
    fn it_shows_what_the_clients_do_not_take() {
        within_runtime(async {
            let client = TestClient::new(app());
            let mut socket = client.websocket("/ws").await.unwrap();
            for _ in 0..2 {
                socket.send_text("x".repeat(60_000)).await;
            }
            // The pipe of a test holds 64 KiB.
            becomes(&client, &json!({"sent": 2})).await;
            let now = connections(&client).await;
            assert!(now["unsent_bytes"].as_u64().unwrap() > 50_000, "{now}");
        });
    }

    /// The path and the name of another operation do not matter.
    #[test]
    fn an_operation_that_blocks_is_told_what_to_do() {
        within_runtime(async {
            let client = TestClient::new(app());
            let mut socket = client.websocket("/ws").await.unwrap();
            // The watchdog of a busy machine may be silent: there is a next time.
            for _ in 0..50 {
                socket.send_text("block").await;
                socket.send_text("done").await;
                assert_eq!(socket.receive_text().await, "done");
                let state = state(&client).await;
                let operation = of(&state, "operations", "operation", "WebSocket /ws (live)");
                if operation["held"].is_null() || operation["advice"].is_null() {
                    continue;
                }
                assert_eq!(operation["advice"]["keyword"], "lanes::threads");
                return;
            }
            panic!("it is not told");
        });
    }
}
