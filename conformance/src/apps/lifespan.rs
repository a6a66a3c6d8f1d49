//! Values that live as long as the application: its own and those of its routers, and the order in which they are made.

use std::sync::{Mutex, MutexGuard, PoisonError};

use twinlane::prelude::*;
use twinlane::dependency::AtShutdown;
use twinlane::Provided;

/// The events so far, in order.
#[derive(Default)]
struct Events(Mutex<Vec<String>>);

impl Events {
    fn lock(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn named(events: State<Events>, name: &'static str) -> Provided<Value, AtShutdown> {
    let number = {
        let mut list = events.lock();
        list.push(name.to_owned());
        list.len()
    };
    let value = json!({ "name": name, "number": number });
    Provided::new(value).at_shutdown(async move |_| events.lock().push(format!("{name} ends")))
}

#[dependency(lifespan)]
async fn pool(events: State<Events>) -> Provided<Value, AtShutdown> {
    named(events, "pool")
}

#[dependency(lifespan)]
fn cache(events: State<Events>) -> Provided<Value, AtShutdown> {
    named(events, "cache")
}

#[dependency(lifespan)]
async fn mailer(events: State<Events>) -> Provided<Value, AtShutdown> {
    named(events, "mailer")
}

#[dependency(lifespan)]
fn queue(events: State<Events>) -> Provided<Value, AtShutdown> {
    named(events, "queue")
}

#[dependency]
fn user(pool: Depends<pool>) -> String {
    format!("a user of {}", pool["name"].as_str().unwrap_or_default())
}

#[get("/events")]
fn read_events(events: State<Events>) -> Vec<String> {
    events.lock().clone()
}

#[get("/pool")]
async fn read_pool(pool: Depends<pool>) -> Depends<pool> {
    pool
}

#[get("/")]
async fn read_first(pool: Depends<pool>, cache: Depends<cache>, user: Depends<user>) -> Value {
    json!([*pool, *cache, *user])
}

#[get("/{item_id}")]
fn read_nested(item_id: i64, mailer: Depends<mailer>) -> Value {
    json!([item_id, *mailer])
}

#[get("/")]
async fn read_second(queue: Depends<queue>, mailer: Depends<mailer>) -> Value {
    json!([*queue, *mailer])
}

/// The application.
pub fn app() -> App {
    let nested = Router::new()
        .prefix("/nested")
        .lifespan(dependencies![mailer])
        .routes(routes![read_nested]);
    let first = Router::new()
        .prefix("/first")
        .lifespan(dependencies![cache])
        .routes(routes![read_first])
        .router(nested);
    let second = Router::new()
        .prefix("/second")
        .lifespan(dependencies![queue])
        .routes(routes![read_second]);
    App::new()
        .state(Events::default())
        .lifespan(dependencies![pool])
        .routes(routes![read_events, read_pool])
        .router(first)
        .router(second)
}
