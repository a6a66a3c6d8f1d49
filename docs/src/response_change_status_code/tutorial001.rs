use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Mutex;
use twinlane::prelude::*;

type Tasks = Mutex<HashMap<String, String>>;

#[put("/get-or-create-task/{task_id}", status = 200)]
fn get_or_create_task(task_id: String, response: &mut ResponseParts, tasks: State<Tasks>) -> Value {
    let mut tasks = tasks.lock().unwrap();
    let task = match tasks.entry(task_id) {
        Entry::Occupied(task) => task.into_mut(),
        Entry::Vacant(place) => {
            response.set_status(StatusCode::CREATED);
            place.insert("This didn't exist before".to_owned())
        }
    };
    json!(task)
}

pub fn app() -> App {
    let tasks = HashMap::from([("foo".to_owned(), "Listen to the Bar Fighters".to_owned())]);
    App::new()
        .state(Tasks::new(tasks))
        .routes(routes![get_or_create_task])
}
