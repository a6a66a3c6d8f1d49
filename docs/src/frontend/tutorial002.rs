use twinlane::files::{Fallback, Frontend};
use twinlane::prelude::*;

pub fn app() -> App {
    App::new().frontend("/", Frontend::new("dist").fallback(Fallback::IndexHtml))
}
