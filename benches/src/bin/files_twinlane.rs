//! Twinlane's static files, by their defaults.

use std::env;

use twinlane::__private::RuntimeBuilder;
use twinlane::StaticFiles;
use twinlane::prelude::*;

fn main() -> Result {
    match (env::var("BENCH_WORKERS"), env::var("BENCH_SPARE_WORKERS")) {
        (Ok(workers), Ok(spare_workers)) => RuntimeBuilder::new()
            .workers(workers.parse()?)
            .spare_workers(spare_workers.parse()?)
            .build()?
            .block_on(serve()),
        _ => with_defaults::main(),
    }
}

mod with_defaults {
    #[twinlane::main]
    pub(super) async fn main() -> twinlane::Result {
        super::serve().await
    }
}

async fn serve() -> Result {
    let folder = env::var("BENCH_FILES")?;
    let files = StaticFiles::new(folder).precompressed(true);
    App::new().mount("/static", files).serve().await
}
