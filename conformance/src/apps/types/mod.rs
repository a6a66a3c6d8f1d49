//! Every type that a field or a query parameter can have, one operation each.

mod numbers;
mod texts;
mod moments;
mod identifiers;
mod containers;
mod choices;
mod unions;
mod models;
mod families;

use twinlane::prelude::*;

/// The application.
pub fn app() -> App {
    App::new()
        .title("Types")
        .router(numbers::router())
        .router(texts::router())
        .router(moments::router())
        .router(identifiers::router())
        .router(containers::router())
        .router(choices::router())
        .router(unions::router())
        .router(models::router())
        .router(families::router())
}
