//! tower-http's `ServeDir` in axum, as its users write it.

use std::env;
use std::io;
use std::net::Ipv4Addr;
use std::thread::available_parallelism;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use twinlane_benches::flags;

fn main() -> io::Result<()> {
    let workers = flags::value("--workers").unwrap_or(available_parallelism()?.get());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_all()
        .build()?;
    runtime.block_on(serve())
}

async fn serve() -> io::Result<()> {
    let folder = env::var("BENCH_FILES").map_err(io::Error::other)?;
    let files = ServeDir::new(folder).precompressed_gzip();
    let router = Router::new().nest_service("/static", files);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, flags::required("--port"))).await?;
    let listener = listener.tap_io(|stream| {
        // One that has gone is noticed by who reads from it.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await
}
