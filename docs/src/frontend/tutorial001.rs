use twinlane::prelude::*;

pub fn app() -> App {
    App::new().frontend("/", "dist")
}
