//! The reading of a request: every method and path is noted, and the response names the note that is its own.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use twinlane::parameter::RequestBody;
use twinlane::prelude::*;
use twinlane::response::Body;
use twinlane::{Response, http};

use crate::notes::note;

/// Adds the operations to an application. Requests that none of them takes (unknown methods, targets that are no path) are noted too.
pub(crate) fn add(app: App) -> App {
    let routes = routes![
        read_get,
        read_head,
        read_post,
        read_put,
        read_patch,
        read_delete,
        read_options,
        read_trace,
    ];
    app.routes(routes)
        .on_status(StatusCode::NOT_FOUND, unread)
        .on_status(StatusCode::METHOD_NOT_ALLOWED, unread)
}

macro_rules! reader {
    ($($method:ident $name:ident),*) => {$(
        #[$method("/{path:path}", hidden)]
        async fn $name(path: String, request: &Request, body: RequestBody) -> Result<Response> {
            let _ = path;
            let body = body.bytes().await?;
            Ok(noted(request, Some(&body)))
        }
    )*};
}

reader!(
    get read_get, head read_head, post read_post, put read_put, patch read_patch, delete read_delete,
    options read_options, trace read_trace
);

/// Also reached without a body read: the methods and targets that no operation has.
async fn unread(_: HttpError, request: Request) -> Response {
    noted(&request, None)
}

fn noted(request: &Request, body: Option<&[u8]>) -> Response {
    static LAST: AtomicU64 = AtomicU64::new(0);

    let number = LAST.fetch_add(1, Ordering::Relaxed) + 1;
    let reading = json!({
        "number": number,
        "port": request.client().map(|client| client.port()),
        "method": request.method().as_str(),
        "target": target(request.uri()),
        "host": request.header("host"),
        "probes": probes(request),
        "body": body.map(|body| STANDARD.encode(body)),
    });
    note(&reading.to_string());
    http::Response::builder()
        .header("x-note", number)
        .body(Body::empty())
        .expect("a number is a header value")
}

/// A byte a character, as Python has it.
fn target(uri: &http::Uri) -> String {
    let query = uri.query().map(|query| format!("?{query}"));
    let target = format!("{}{}", uri.path(), query.unwrap_or_default());
    target.bytes().map(char::from).collect()
}

/// The headers that the requests of the check look at.
fn probes(request: &Request) -> Vec<(String, String)> {
    let headers = request.headers().iter();
    headers
        .filter(|(name, _)| name.as_str().starts_with("x-p") || name.as_str().starts_with("x_p"))
        .map(|(name, value)| {
            let value: String = value.as_bytes().iter().copied().map(char::from).collect();
            (name.as_str().to_owned(), value)
        })
        .collect()
}
