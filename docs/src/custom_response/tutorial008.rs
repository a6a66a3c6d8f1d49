use std::io::Read;

use twinlane::prelude::*;
use twinlane::response::Streaming;

const SOME_FILE_PATH: &str = "large-video-file.mp4";

// A plain `fn` may block, and so may the iterator that it returns.
#[get("/")]
fn main() -> Result<Streaming> {
    let mut file = std::fs::File::open(SOME_FILE_PATH)?;
    let chunks = std::iter::from_fn(move || {
        let mut chunk = vec![0; 64 * 1024];
        match file.read(&mut chunk) {
            Ok(0) => None,
            Ok(length) => {
                chunk.truncate(length);
                Some(Ok(chunk))
            }
            Err(error) => Some(Err(error)),
        }
    });
    Ok(Streaming::blocking(chunks).media_type("video/mp4"))
}

pub fn app() -> App {
    App::new().routes(routes![main])
}
