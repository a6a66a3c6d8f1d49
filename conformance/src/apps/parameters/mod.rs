//! Parameters of the path and the query, routing, and answers.

mod path;
mod query;
mod widths;
mod methods;
mod routing;
mod answers;

use twinlane::prelude::*;

/// The application.
pub fn app() -> App {
    App::new()
        .title("Parameters")
        .version("2.1")
        .summary("Path and query parameters.")
        .description("What **parameters** can be.\n\nAnd how they are answered.")
        .router(path::router())
        .router(query::router().prefix("/query").tags(["query"]))
        .router(widths::router())
        .router(methods::router())
        .router(routing::router())
        .router(answers::router())
}
