//! Twinlane's static files, by their defaults.

use std::env;

use twinlane::files::StaticFiles;
use twinlane::prelude::*;

twinlane_benches::twinlane_main!(serve);

async fn serve() -> Result {
    let folder = env::var("BENCH_FILES")?;
    let files = StaticFiles::new(folder).precompressed(true);
    App::new().mount("/static", files).serve().await
}
