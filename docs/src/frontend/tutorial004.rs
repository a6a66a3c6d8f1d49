use twinlane::files::{Fallback, Frontend};
use twinlane::prelude::*;

pub fn app() -> App {
    let dist = Frontend::new("dist").fallback(Fallback::IndexHtml);
    let router = Router::new().frontend("/", dist);
    App::new().router(router.prefix("/app"))
}
