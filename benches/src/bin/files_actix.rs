//! actix-files, as its users write it.

use std::env;
use std::io;
use std::net::Ipv4Addr;
use std::thread::available_parallelism;

use actix_files::Files;
use actix_web::{App, HttpServer};
use twinlane_benches::flags;

#[actix_web::main]
async fn main() -> io::Result<()> {
    let folder = env::var("BENCH_FILES").map_err(io::Error::other)?;
    let workers = flags::value("--workers").unwrap_or(available_parallelism()?.get());
    HttpServer::new(move || {
        let files = Files::new("/static", &folder)
            .use_etag(true)
            .use_last_modified(true);
        App::new().service(files)
    })
    .workers(workers)
    .bind((Ipv4Addr::LOCALHOST, flags::required("--port")))?
    .run()
    .await
}
