//! A directory that is not there, one that is a file, and a path that is no text.

use twinlane::{StaticFiles, embed};

const NAME: &str = "static";

fn main() {
    let _ = StaticFiles::embedded(embed!("no/such/directory"));
    let _ = StaticFiles::embedded(embed!("Cargo.toml"));
    let _ = StaticFiles::embedded(embed!(NAME));
    let _ = StaticFiles::embedded(embed!());
    let _ = StaticFiles::embedded(embed!("$OUT_DIR/dist"));
}
