//! Tasks after the answer.

use std::sync::{Arc, Mutex};

use twinlane::http::StatusCode;
use twinlane::prelude::*;
use twinlane::testing::TestClient;

#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn write(&self, entry: &str) {
        self.0.lock().unwrap().push(entry.to_owned());
    }
}

#[get("/both")]
async fn both(diary: State<Diary>, tasks: &mut BackgroundTasks) -> Value {
    let (first, second, third) = (diary.clone(), diary.clone(), diary.clone());
    tasks.add(async move {
        tokio::task::yield_now().await;
        first.write("first, on the loop");
    });
    tasks.add_blocking(move || second.write("second, in a thread"));
    tasks.add(async move {
        third.write("third");
        Ok::<(), std::io::Error>(())
    });
    diary.write("answered");
    json!(tasks.len())
}

#[get("/failing/{how}")]
fn failing(how: String, diary: State<Diary>, tasks: &mut BackgroundTasks) -> (StatusCode, Value) {
    tasks.add_blocking(move || match how.as_str() {
        "panic" => panic!("a task that panics"),
        _ => Err(std::io::Error::other("a task that fails")),
    });
    tasks.add(async move { diary.write("never") });
    (StatusCode::ACCEPTED, json!("ok"))
}

#[get("/failed")]
async fn failed(diary: State<Diary>, tasks: &mut BackgroundTasks) -> Result<Value, HttpError> {
    tasks.add(async move { diary.write("never") });
    Err(HttpError::new(400, "no"))
}

#[test]
fn tasks_run_in_order_after_the_answer() {
    let diary = Diary::default();
    let app = App::new().state(diary.clone()).routes(routes![both]);
    let response = TestClient::blocking(app).get("/both").send();
    assert_eq!(response.json::<Value>(), 3);
    let entries = diary.0.lock().unwrap();
    assert_eq!(
        *entries,
        [
            "answered",
            "first, on the loop",
            "second, in a thread",
            "third"
        ]
    );
}

#[test]
fn a_task_that_fails_ends_those_after_it_and_nothing_else() {
    let diary = Diary::default();
    let app = App::new()
        .state(diary.clone())
        .routes(routes![failing, failed]);
    let client = TestClient::blocking(app);
    for path in ["/failing/panic", "/failing/error"] {
        assert_eq!(client.get(path).send().status(), 202);
    }
    assert_eq!(client.get("/failed").send().status(), 400);
    assert!(diary.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_operation_with_lent_parameters_is_still_a_function() {
    let mut tasks = BackgroundTasks::new();
    let answer = both(State::new(Diary::default()), &mut tasks).await;
    assert_eq!(answer, json!(3));
}
