//! A directory that is not there, one that is a file, a path that is no text, and a crate that is no path.

use twinlane::files::StaticFiles;
use twinlane::embed;

const NAME: &str = "static";

fn main() {
    let _ = StaticFiles::embedded(embed!("no/such/directory"));
    let _ = StaticFiles::embedded(embed!("Cargo.toml"));
    let _ = StaticFiles::embedded(embed!(NAME));
    let _ = StaticFiles::embedded(embed!());
    let _ = StaticFiles::embedded(embed!("$OUT_DIR/dist"));
    let _ = StaticFiles::embedded(embed!("src", crate = 1));
    let _ = StaticFiles::embedded(embed!(crate = twinlane));
}
