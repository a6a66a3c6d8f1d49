use twinlane::File;
use twinlane::prelude::*;

const SOME_FILE_PATH: &str = "large-video-file.mp4";

#[get("/")]
async fn main() -> File {
    File::open(SOME_FILE_PATH)
}

pub fn app() -> App {
    App::new().routes(routes![main])
}
