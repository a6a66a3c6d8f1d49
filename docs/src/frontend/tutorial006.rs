use twinlane::files::Frontend;
use twinlane::prelude::*;

pub fn app() -> App {
    App::new().frontend("/", Frontend::new("dist").check_directory(false))
}
