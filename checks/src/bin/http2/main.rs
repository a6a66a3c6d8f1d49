//! The application that `checks/http2` attacks and that real clients of HTTP/2 talk to.

mod checked;
#[path = "../hostile/notes.rs"]
mod notes;
#[path = "../hostile/waiting.rs"]
mod waiting;

use twinlane::App;

#[twinlane::main]
async fn main() -> twinlane::Result {
    let app = App::new().title("http2").routes(waiting::routes());
    app.routes(checked::routes()).serve().await
}
