//! The states and the lifespan of mounted applications.

use std::sync::Arc;

use twinlane::dependency::AtShutdown;
use twinlane::lifespan::{Around, Ended};
use twinlane::prelude::*;
use twinlane::testing::TestClient;
use twinlane::{Error, Provided};

use crate::lifespan::Events;

/// The name of the application whose it is.
struct Owner(&'static str);

struct Pool(String);

#[dependency(lifespan)]
async fn pool(events: State<Events>, owner: State<Owner>) -> Provided<Pool, AtShutdown> {
    let name = format!("pool of {}", owner.0);
    events.add(format!("{name} made"));
    Provided::new(Pool(name.clone())).at_shutdown(async move |_: Arc<Pool>| {
        events.add(format!("{name} undone"));
    })
}

/// A part of a mounted application: of the pool that it has.
#[dependency(lifespan)]
async fn cache(
    events: State<Events>,
    pool: Depends<pool>,
    owner: State<Owner>,
) -> Provided<String, AtShutdown> {
    let name = format!("cache of {} of the {}", owner.0, pool.0);
    events.add(format!("{name} made"));
    Provided::new(name.clone()).at_shutdown(async move |_: Arc<String>| {
        events.add(format!("{name} undone"));
    })
}

#[get("/pool")]
async fn read_pool(pool: Depends<pool>, owner: State<Owner>) -> Value {
    json!([pool.0, owner.0])
}

#[get("/state")]
async fn read_state(pool: State<Pool>) -> String {
    pool.0.clone()
}

#[get("/cache")]
async fn read_cache(cache: Depends<cache>) -> String {
    cache.clone()
}

fn outer(events: &Events) -> App {
    App::new()
        .state(events.clone())
        .state(Owner("outer"))
        .lifespan(dependencies![pool])
        .routes(routes![read_pool])
}

async fn json_of(client: &TestClient, path: &str) -> Value {
    let response = client.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.json()
}

#[tokio::test]
async fn what_an_application_does_not_have_it_has_from_the_one_around_it() {
    let events = Events::default();
    let inner = App::new().routes(routes![read_pool, read_state]);
    // It needs nothing but what the other has: the cache is made for it, of the pool of both.
    let caches = App::new().routes(routes![read_cache]);
    let middle = App::new().mount("/inner", inner);
    let app = outer(&events)
        .mount("/middle", middle)
        .mount("/caches", caches);
    let client = TestClient::start(app).await.unwrap();
    let made = [
        "pool of outer made",
        "cache of outer of the pool of outer made",
    ];
    assert_eq!(events.take(), made);
    let shared = json!(["pool of outer", "outer"]);
    assert_eq!(json_of(&client, "/pool").await, shared);
    assert_eq!(json_of(&client, "/middle/inner/pool").await, shared);
    let state = json_of(&client, "/middle/inner/state").await;
    assert_eq!(state, "pool of outer");
    let cache = json_of(&client, "/caches/cache").await;
    assert_eq!(cache, "cache of outer of the pool of outer");
    client.stop().await.unwrap();
    assert_eq!(events.take(), undone(&made));
}

fn undone(made: &[&str]) -> Vec<String> {
    let undone = made.iter().rev();
    undone
        .map(|made| made.replace(" made", " undone"))
        .collect()
}

/// A value that is made of something of its own is its own.
#[tokio::test]
async fn what_is_made_of_a_state_of_its_own_is_its_own() {
    let events = Events::default();
    let named = App::new()
        .state(Owner("named"))
        .routes(routes![read_cache, read_pool, read_state]);
    let app = outer(&events)
        .routes(routes![read_cache])
        .mount("/named", named);
    let client = TestClient::start(app).await.unwrap();
    let made = [
        "pool of outer made",
        "cache of outer of the pool of outer made",
        "pool of named made",
        "cache of named of the pool of named made",
    ];
    assert_eq!(events.take(), made);
    let seen = json_of(&client, "/named/pool").await;
    assert_eq!(seen, json!(["pool of named", "named"]));
    assert_eq!(json_of(&client, "/named/state").await, "pool of named");
    let cache = json_of(&client, "/cache").await;
    assert_eq!(cache, "cache of outer of the pool of outer");
    client.stop().await.unwrap();
    assert_eq!(events.take(), undone(&made));
}

#[tokio::test]
async fn what_an_application_lists_is_its_own() {
    let events = Events::default();
    let own = |name| {
        App::new()
            .state(Owner(name))
            .routes(routes![read_pool, read_state, read_cache])
            .lifespan(dependencies![pool])
    };
    let app = outer(&events).mount("/one", own("one").mount("/two", own("two")));
    let client = TestClient::start(app).await.unwrap();
    let made = [
        "pool of outer made",
        "pool of one made",
        "cache of one of the pool of one made",
        "pool of two made",
        "cache of two of the pool of two made",
    ];
    assert_eq!(events.take(), made);
    assert_eq!(
        json_of(&client, "/one/pool").await,
        json!(["pool of one", "one"])
    );
    assert_eq!(json_of(&client, "/one/state").await, "pool of one");
    assert_eq!(
        json_of(&client, "/one/two/pool").await,
        json!(["pool of two", "two"])
    );
    assert_eq!(
        json_of(&client, "/pool").await,
        json!(["pool of outer", "outer"])
    );
    client.stop().await.unwrap();
    assert_eq!(events.take(), undone(&made));
}

/// A state that is made where the application around it has one that was given, and the other way round.
#[tokio::test]
async fn a_value_of_its_own_comes_before_one_from_outside_however_it_is_made() {
    let events = Events::default();
    let makes = App::new()
        .lifespan(dependencies![pool])
        .routes(routes![read_state]);
    let given = App::new()
        .state(Pool("given inside".to_owned()))
        .routes(routes![read_state]);
    let base = || App::new().state(events.clone()).state(Owner("outer"));
    let app = base()
        .state(Pool("given outside".to_owned()))
        .routes(routes![read_state])
        .mount("/makes", makes);
    let client = TestClient::start(app).await.unwrap();
    assert_eq!(json_of(&client, "/state").await, "given outside");
    assert_eq!(json_of(&client, "/makes/state").await, "pool of outer");
    client.stop().await.unwrap();
    let client = TestClient::start(outer(&events).mount("/given", given))
        .await
        .unwrap();
    assert_eq!(json_of(&client, "/pool").await[0], "pool of outer");
    assert_eq!(json_of(&client, "/given/state").await, "given inside");
    client.stop().await.unwrap();
}

/// A function around a mounted application is within those of the one around it.
#[tokio::test]
async fn functions_around_applications_are_entered_from_the_outside() {
    let events = Events::default();
    let around = |name: &'static str| {
        let events = events.clone();
        async move |app: Around| -> Result<Ended> {
            events.add(format!("{name} in"));
            let ended = app.run().await;
            events.add(format!("{name} out"));
            Ok(ended)
        }
    };
    let inner = App::new()
        .around(around("inner"))
        .state(Owner("inner"))
        .lifespan(dependencies![pool]);
    let app = outer(&events).around(around("outer")).mount("/sub", inner);
    let client = TestClient::start(app).await.unwrap();
    client.stop().await.unwrap();
    let expected = [
        "outer in",
        "pool of outer made",
        "inner in",
        "pool of inner made",
        "pool of inner undone",
        "inner out",
        "pool of outer undone",
        "outer out",
    ];
    assert_eq!(events.take(), expected);
}

#[tokio::test]
async fn a_mounted_application_that_does_not_start_keeps_all_from_starting() {
    #[dependency(lifespan)]
    async fn fails() -> Result<u8> {
        Err(Error::msg("no disk"))
    }
    let events = Events::default();
    let first = App::new()
        .state(Owner("first"))
        .lifespan(dependencies![pool]);
    let second = App::new().lifespan(dependencies![fails]);
    let third = App::new()
        .state(Owner("third"))
        .lifespan(dependencies![pool]);
    let app = outer(&events)
        .mount("/1", first)
        .mount("/2", second)
        .mount("/3", third);
    let error = TestClient::start(app).await.unwrap_err();
    assert!(format!("{error:?}").contains("no disk"), "{error:?}");
    let expected = [
        "pool of outer made",
        "pool of first made",
        "pool of first undone",
        "pool of outer undone",
    ];
    assert_eq!(events.take(), expected);
}

/// In a test an override holds for all applications, also for what a mounted one has of its own.
#[test]
fn overrides_reach_into_mounted_applications() {
    #[dependency]
    async fn user(#[header] token: String) -> String {
        token
    }
    #[get("/user")]
    async fn read_user(user: Depends<user>) -> String {
        user.clone()
    }
    let events = Events::default();
    let inner = || {
        App::new()
            .state(Owner("inner"))
            .lifespan(dependencies![pool])
            .routes(routes![read_user, read_pool])
    };
    let app = outer(&events)
        .mount("/sub", inner().mount("/deeper", inner()))
        .override_dependency::<user>(|| "Ada".to_owned())
        .override_dependency::<pool>(|| Pool("mock".to_owned()))
        .override_state(Owner("test"));
    let client = TestClient::blocking(app);
    for at in ["/sub", "/sub/deeper"] {
        assert_eq!(
            client.get(&format!("{at}/user")).send().json::<String>(),
            "Ada"
        );
        let seen: Value = client.get(&format!("{at}/pool")).send().json();
        assert_eq!(seen, json!(["mock", "test"]));
    }
    assert_eq!(events.take(), Vec::<String>::new());
    // One that a mounted application has itself stays there, unless there is one further out.
    let own = || inner().override_dependency::<user>(|| "inner".to_owned());
    let client = TestClient::blocking(App::new().state(events.clone()).mount("/sub", own()));
    assert_eq!(client.get("/sub/user").send().json::<String>(), "inner");
    let app = App::new()
        .state(events)
        .mount("/sub", own())
        .override_dependency::<user>(|| "outer".to_owned());
    assert_eq!(
        TestClient::blocking(app)
            .get("/sub/user")
            .send()
            .json::<String>(),
        "outer"
    );
}

/// A state of middleware is looked for in the same way.
#[test]
fn middleware_of_a_mounted_application_takes_states_of_the_one_around_it() {
    async fn signs(request: Request, next: Next, owner: State<Owner>) -> Response {
        next.run(request).await.with_header("x-owner", owner.0)
    }
    let inner = || App::new().middleware(signs);
    let app = App::new()
        .state(Owner("outer"))
        .mount("/a", inner())
        .mount("/b", inner().state(Owner("inner")));
    let client = TestClient::blocking(app);
    assert_eq!(client.get("/a/x").send().headers()["x-owner"], "outer");
    assert_eq!(client.get("/b/x").send().headers()["x-owner"], "inner");
}
