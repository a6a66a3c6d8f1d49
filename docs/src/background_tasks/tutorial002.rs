use std::io::Write;
use twinlane::prelude::*;

fn write_log(message: &str) -> std::io::Result<()> {
    std::fs::File::options()
        .append(true)
        .create(true)
        .open("log.txt")?
        .write_all(message.as_bytes())
}

#[dependency]
fn get_query(background_tasks: &mut BackgroundTasks, q: Option<String>) -> Option<String> {
    if let Some(q) = q.as_ref().filter(|q| !q.is_empty()) {
        let message = format!("found query: {q}\n");
        background_tasks.add_blocking(move || write_log(&message));
    }
    q
}

#[post("/send-notification/{email}")]
async fn send_notification(
    email: String,
    background_tasks: &mut BackgroundTasks,
    _q: Depends<get_query>,
) -> Value {
    background_tasks.add_blocking(move || write_log(&format!("message to {email}\n")));
    json!({ "message": "Message sent" })
}

pub fn app() -> App {
    App::new().routes(routes![send_notification])
}
