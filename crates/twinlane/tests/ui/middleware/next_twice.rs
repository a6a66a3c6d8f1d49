//! A middleware answers once: whoever wants to run the rest again says so, by a clone of `next` and a request of its own.

use twinlane::prelude::*;

async fn twice(request: Request, next: Next) -> Response {
    let first = next.run(request).await;
    if first.status() == StatusCode::OK {
        return first;
    }
    next.run(request).await
}

fn main() {
    let _ = App::new().middleware(twice);
}
