use twinlane::prelude::*;
use twinlane::{Mount, StaticFiles};

pub fn app() -> App {
    let files = StaticFiles::new("static");
    App::new().mount("/static", Mount::new(files).name("static"))
}
