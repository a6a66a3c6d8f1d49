//! JSON bodies: models of every form, scalars, lists, and bodies that may be absent.

mod items;
mod shapes;
mod plain;

use twinlane::prelude::*;

/// The application.
pub fn app() -> App {
    App::new()
        .title("Bodies")
        .description("One JSON body an operation.")
        .router(items::router().tags(["items"]))
        .router(shapes::router().prefix("/shapes"))
        .router(plain::router().prefix("/plain"))
}
