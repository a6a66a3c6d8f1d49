//! The places where an application listens: taken before it is started, listened on afterwards.

use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use twinlane::Settings;
use twinlane::prelude::*;

/// Results of connecting while the application was started.
#[derive(Clone, Default)]
struct Attempts(Arc<Mutex<Vec<bool>>>);

/// The port that the application will listen on.
#[derive(Clone, Copy)]
struct Port(u16);

#[dependency(lifespan)]
async fn early(attempts: State<Attempts>, port: State<Port>) -> bool {
    let is_open = TcpStream::connect(("127.0.0.1", port.0)).is_ok();
    attempts.0.lock().unwrap().push(is_open);
    is_open
}

#[get("/client")]
async fn client(request: &Request, _early: Depends<early>) -> String {
    format!("{:?}", request.client())
}

fn app(attempts: &Attempts, port: u16) -> App {
    App::new()
        .state(attempts.clone())
        .state(Port(port))
        .routes(routes![client])
}

#[tokio::test]
async fn a_port_that_is_taken_is_told_before_anything_is_made() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let attempts = Attempts::default();
    let served = app(&attempts, port).serve_with(Settings::new().port(port));
    let error = served.await.unwrap_err().to_string();
    assert!(
        error.contains("stop the program that listens there"),
        "{error}"
    );
    assert!(attempts.0.lock().unwrap().is_empty());
}

/// A client of a unix socket has no address, as with Uvicorn.
#[cfg(unix)]
#[tokio::test]
async fn a_port_opens_when_everything_is_made_and_a_unix_socket_with_it() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.sock");
    // Bound, it is refused to clients, and nobody else gets it.
    let any = Settings::new().port(0);
    let reserved = twinlane::server::Reservation::make(&any).await.unwrap();
    let place = reserved.addresses().next().unwrap();
    let port = place.tcp().unwrap().port();
    let attempts = Attempts::default();
    let settings = Settings::new().port(port).uds(&path);
    let serving = tokio::spawn(app(&attempts, port).serve_with(settings));
    let mut client = loop {
        match tokio::net::UnixStream::connect(&path).await {
            Ok(client) => break client,
            Err(_) => tokio::task::yield_now().await,
        }
    };
    assert_eq!(*attempts.0.lock().unwrap(), [false]);
    let request = b"GET /client HTTP/1.0\r\n\r\n";
    client.write_all(request).await.unwrap();
    let mut response = String::new();
    client.read_to_string(&mut response).await.unwrap();
    assert!(response.ends_with("\"None\""), "{response}");
    assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
    serving.abort();
}
