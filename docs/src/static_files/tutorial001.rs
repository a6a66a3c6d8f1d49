use twinlane::files::StaticFiles;
use twinlane::prelude::*;
use twinlane::routing::Mount;

pub fn app() -> App {
    let files = StaticFiles::new("static");
    App::new().mount("/static", Mount::new(files).name("static"))
}
