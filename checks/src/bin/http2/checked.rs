//! Operations that tell what reached them.

use std::time::Duration;

use tokio::time::sleep;
use twinlane::Provided;
use twinlane::dependency::Outcome;
use twinlane::parameter::RequestBody;
use twinlane::prelude::*;
use twinlane::routing::Route;

use crate::notes::note;

pub(crate) fn routes() -> Vec<Route> {
    routes![read, echo, unread, cancelled]
}

/// The request, as the application sees it.
#[get("/read")]
async fn read(request: &Request) -> Value {
    json!({
        "method": request.method().as_str(),
        "target": request.uri().to_string(),
        "host": request.header("host"),
        "cookie": request.header("cookie"),
        "session": request.cookie("session"),
        "version": format!("{:?}", request.version()),
    })
}

/// The body, as it comes.
#[post("/echo")]
async fn echo(body: RequestBody) -> Result<twinlane::response::Content> {
    let bytes = body.bytes().await?;
    Ok(twinlane::response::Content::new(
        "application/octet-stream",
        bytes,
    ))
}

/// Does not read its body, for some seconds.
#[post("/unread")]
async fn unread(body: RequestBody) -> &'static str {
    sleep(Duration::from_secs(5)).await;
    drop(body);
    "unread"
}

/// Something that is undone.
#[dependency]
async fn undone() -> Provided<u8> {
    Provided::new(0).before_response(async |_, outcome| {
        note(match outcome {
            Outcome::ClientGone => "undone, the client has gone",
            Outcome::Cancelled => "undone, cancelled",
            Outcome::Answered => "undone, answered",
            Outcome::Failed(_) => "undone, failed",
        });
    })
}

/// Ends when its client goes.
#[get("/cancelled", cancel_on_disconnect)]
async fn cancelled(undone: Depends<undone>) -> u8 {
    note("cancelled began");
    sleep(Duration::from_mins(1)).await;
    *undone
}
