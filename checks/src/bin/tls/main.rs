//! The application that `checks/tls` has real clients talk to.

#[path = "../hostile/notes.rs"]
mod notes;
#[path = "../hostile/waiting.rs"]
mod waiting;

use twinlane::App;
use twinlane::prelude::*;

/// What it knows of the connection.
#[get("/connection")]
async fn connection(request: &Request) -> Value {
    let tls = request.tls();
    json!({
        "url": request.url(),
        "http": format!("{:?}", request.version()),
        "tls": tls.map(|tls| tls.version().to_string()),
        "cipher": tls.map(|tls| tls.cipher_suite()),
        "name": tls.and_then(|tls| tls.server_name()),
        "client": request.client_certificate().map(|certificate| certificate.dns_names()),
    })
}

#[twinlane::main]
async fn main() -> twinlane::Result {
    let app = App::new().title("tls").routes(waiting::routes());
    app.routes(routes![connection]).serve().await
}
