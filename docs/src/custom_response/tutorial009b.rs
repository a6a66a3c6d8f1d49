use twinlane::prelude::*;
use twinlane::response::File;

const SOME_FILE_PATH: &str = "large-video-file.mp4";

#[get("/")]
async fn main() -> File {
    File::open(SOME_FILE_PATH)
}

pub fn app() -> App {
    App::new().routes(routes![main])
}
