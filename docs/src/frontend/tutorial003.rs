use twinlane::prelude::*;
use twinlane::{Fallback, Frontend};

pub fn app() -> App {
    App::new().frontend("/", Frontend::new("dist").fallback(Fallback::NotFoundHtml))
}
