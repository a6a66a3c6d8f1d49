//! The application that `checks/hostile` attacks. `src/hostile/app.py` is the same for FastAPI.

mod attacked;
mod notes;
mod pages;
mod reading;
mod session;
mod waiting;

use twinlane::files::StaticFiles;
use twinlane::{App, embed};

#[twinlane::main]
async fn main() -> twinlane::Result {
    let app = App::new().title("hostile").routes(attacked::routes());
    let app = app.routes(waiting::routes());
    // In the folder of the server, if an attack makes it.
    let files = StaticFiles::new("files").check_directory(false);
    let app = app.mount("/files", files);
    let app = app.mount("/embedded", StaticFiles::embedded(embed!("embedded/files")));
    reading::add(pages::add(session::add(app))).serve().await
}
