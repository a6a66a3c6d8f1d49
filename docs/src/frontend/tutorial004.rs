use twinlane::prelude::*;
use twinlane::{Fallback, Frontend};

pub fn app() -> App {
    let dist = Frontend::new("dist").fallback(Fallback::IndexHtml);
    let router = Router::new().frontend("/", dist);
    App::new().router(router.prefix("/app"))
}
