//! The application that `checks/tls` has real clients talk to.

#[path = "../hostile/notes.rs"]
mod notes;
#[path = "../hostile/waiting.rs"]
mod waiting;

use twinlane::prelude::*;
use twinlane::server::{ClientCertificate, TlsInfo};

/// All that it knows of the connection.
#[get("/connection")]
async fn connection(request: &Request) -> Value {
    let tls = request.tls();
    json!({
        "url": request.url(),
        "http": format!("{:?}", request.version()),
        "tls": tls.map(|tls| tls.version().to_string()),
        "cipher": tls.map(TlsInfo::cipher_suite),
        "name": tls.and_then(TlsInfo::server_name),
        "client": request.client_certificate().map(ClientCertificate::dns_names),
    })
}

#[twinlane::main]
async fn main() -> Result {
    let app = App::new().title("tls").routes(waiting::routes());
    app.routes(routes![connection]).serve().await
}
