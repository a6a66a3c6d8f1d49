use twinlane::prelude::*;
use twinlane::types::DateTime;

#[model]
struct Subscription {
    username: String,
    monthly_fee: f64,
    start_date: DateTime,
}

/// When a new user subscribes to your service we'll send you a POST request with this
/// data to the URL that you register for the event `new-subscription` in the dashboard.
#[webhook(post, "new-subscription")]
fn new_subscription(body: Subscription);

#[get("/users/")]
fn read_users() -> Value {
    json!(["Rick", "Morty"])
}

pub fn app() -> App {
    App::new()
        .webhooks(webhooks![new_subscription])
        .routes(routes![read_users])
}
