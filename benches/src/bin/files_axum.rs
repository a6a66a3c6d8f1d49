//! tower-http's `ServeDir` in axum, as its users write it.

use std::env;
use std::io;

use axum::Router;
use tower_http::services::ServeDir;
use twinlane_benches::axum_main;

fn main() -> io::Result<()> {
    let folder = env::var("BENCH_FILES").map_err(io::Error::other)?;
    let files = ServeDir::new(folder).precompressed_gzip();
    let router = Router::new().nest_service("/static", files);
    axum_main::run(router)
}
