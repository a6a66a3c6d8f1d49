use std::fs::File;
use std::io::{BufReader, Read};

use twinlane::prelude::*;
use twinlane::response::Streaming;

fn read_image() -> Result<impl Iterator<Item = std::io::Result<Vec<u8>>> + Send> {
    let mut image = BufReader::new(File::open("image.png")?);
    Ok(std::iter::from_fn(move || {
        let mut chunk = Vec::new();
        match image.by_ref().take(1024).read_to_end(&mut chunk) {
            Ok(0) => None,
            Ok(_) => Some(Ok(chunk)),
            Err(error) => Some(Err(error)),
        }
    }))
}

#[get("/image/stream", media_type = "image/png")]
async fn stream_image() -> Result<Streaming> {
    // A file blocks, and so does what reads it, in a thread.
    Ok(Streaming::blocking(read_image()?))
}

#[get("/image/stream-no-async", media_type = "image/png")]
fn stream_image_no_async() -> Result<Streaming> {
    Ok(Streaming::blocking(read_image()?))
}

#[get("/image/stream-no-async-yield-from", media_type = "image/png")]
fn stream_image_no_async_yield_from() -> Result<Streaming> {
    Ok(Streaming::blocking(read_image()?))
}

#[get("/image/stream-no-annotation", media_type = "image/png")]
async fn stream_image_no_annotation() -> Result<Streaming> {
    Ok(Streaming::blocking(read_image()?))
}

#[get("/image/stream-no-async-no-annotation", media_type = "image/png")]
fn stream_image_no_async_no_annotation() -> Result<Streaming> {
    Ok(Streaming::blocking(read_image()?))
}

pub fn app() -> App {
    App::new().routes(routes![
        stream_image,
        stream_image_no_async,
        stream_image_no_async_yield_from,
        stream_image_no_annotation,
        stream_image_no_async_no_annotation,
    ])
}
