//! The test client: sends requests through the whole application, in process and without a network.
//!
//! ```
//! use twinlane::prelude::*;
//! use twinlane::testing::TestClient;
//!
//! #[get("/items/{item_id}")]
//! fn read_item(item_id: i64) -> Value {
//!     json!({ "item_id": item_id })
//! }
//!
//! // In an async test: `TestClient::new(app)` and `client.get("/items/3").await`.
//! let client = TestClient::blocking(App::new().routes(routes![read_item]));
//! let response = client.get("/items/3").send();
//! assert_eq!(response.status(), 200);
//! assert_eq!(response.json::<Value>(), json!({ "item_id": 3 }));
//! ```
//!
//! The client waits for the [background tasks](crate::BackgroundTasks) of a request before it returns the response, as FastAPI's test client does.
//!
//! The client can do what Starlette's client (built on httpx) can: [cookies](TestClient::cookies), [redirects](TestClient::follow_redirects), [base
//! URL](TestClient::base_url), forms and [files](TestRequest::file), [errors of the application](TestClient::panic_on_server_error) in the test. It
//! differs in these points:
//!
//! - Redirects are followed only if the test asks for it, as by httpx's own clients.
//! - An error of the application is a 500, on which a test can assert, unless the test asks for a panic.
//! - A request has the headers of the test and `Host`, and no others.
//! - [`open`](TestRequest::open) reads a response as it arrives. A response that ends with an error panics if it is awaited as a whole.
//! - Cookies are kept as browsers keep them. `http.cookiejar` differs in three points: here a cookie without `Domain` is for its host alone, the
//!   domain of a host without a dot is that host, and a cookie of a response replaces the test's own cookie.
//! - The client has no address unless the test [sets one](TestClient::client_address). Starlette's `testclient` is no address.
//!
//! A [`TestServer`] serves an application at a real port, for any HTTP client.

mod client;
mod options;
mod test_url;
mod cookies;
mod tested_app;
mod request;
mod form;
mod exchange;
mod redirect;
mod response;
mod stream;
#[cfg(feature = "websockets")]
mod websocket;
mod blocking;
#[cfg(feature = "websockets")]
mod blocking_websocket;
mod server;

pub use blocking::{BlockingClient, BlockingRequest, BlockingStream};
#[cfg(feature = "websockets")]
pub use blocking_websocket::{BlockingHandshake, BlockingWebSocket};
pub use client::TestClient;
pub use cookies::Cookies;
pub use request::TestRequest;
pub use response::TestResponse;
pub use server::{BlockingServer, TestServer};
pub use stream::TestStream;
#[cfg(feature = "websockets")]
pub use websocket::{RefusedWebSocket, TestHandshake, TestWebSocket};
