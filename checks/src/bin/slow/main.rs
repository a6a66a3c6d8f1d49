//! The application that `checks/slow` attacks: something to ask for, to send to and to read from.

use twinlane::parameter::RequestBody;
use twinlane::prelude::*;
use twinlane::response::File;

#[get("/ping")]
async fn ping() -> &'static str {
    "pong"
}

/// Reads the body, whatever it is.
#[post("/upload")]
async fn upload(mut body: RequestBody) -> Result<usize> {
    let mut bytes = 0;
    while let Some(chunk) = body.chunk().await? {
        bytes += chunk.len();
    }
    Ok(bytes)
}

/// The file of that name in the folder that the server is started in, in whole or in parts.
#[get("/file")]
async fn file() -> File {
    File::open("file")
}

#[twinlane::main]
async fn main() -> Result {
    let app = App::new().title("slow");
    app.routes(routes![ping, upload, file]).serve().await
}
