//! The `main` of axum's programs that are served as its users serve them.

use std::io;
use std::net::Ipv4Addr;
use std::thread::available_parallelism;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

use crate::flags;

/// Serves by `axum::serve` on `127.0.0.1`, port `--port`, with `--workers` worker threads (default: one a core), until it is killed.
///
/// # Errors
///
/// The runtime could not be made, or the port could not be had.
pub fn run(router: Router) -> io::Result<()> {
    let workers = flags::value("--workers").unwrap_or(available_parallelism()?.get());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_all()
        .build()?;
    runtime.block_on(serve(router))
}

async fn serve(router: Router) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, flags::required("--port"))).await?;
    let listener = listener.tap_io(|stream| {
        // One that has gone is noticed by who reads from it.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await
}
