//! The application that `checks/hostile` attacks. `src/hostile/app.py` is the same for FastAPI.

mod attacked;
mod notes;
mod reading;
mod waiting;

use twinlane::App;

#[twinlane::main]
async fn main() -> twinlane::Result {
    let app = App::new().title("hostile").routes(attacked::routes());
    let app = app.routes(waiting::routes());
    reading::add(app).serve().await
}
