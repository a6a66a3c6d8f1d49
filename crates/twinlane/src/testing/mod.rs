//! The test client: requests in process, through the whole application but the network.
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
//! A response is there when the [background tasks](crate::BackgroundTasks) of its request have ended, as with FastAPI's
//! test client.

mod blocking;
mod client;
mod form;
mod request;
mod response;
mod tested_app;

pub use blocking::{BlockingClient, BlockingRequest};
pub use client::TestClient;
pub use request::TestRequest;
pub use response::TestResponse;
