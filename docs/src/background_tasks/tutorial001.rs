use twinlane::prelude::*;

fn write_notification(email: &str, message: &str) -> std::io::Result<()> {
    std::fs::write("log.txt", format!("notification for {email}: {message}"))
}

#[post("/send-notification/{email}")]
async fn send_notification(email: String, background_tasks: &mut BackgroundTasks) -> Value {
    background_tasks.add_blocking(move || write_notification(&email, "some notification"));
    json!({ "message": "Notification sent in the background" })
}

pub fn app() -> App {
    App::new().routes(routes![send_notification])
}
