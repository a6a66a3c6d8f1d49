//! The debug mode: responses that show the application's own errors to its developer.
//!
//! [`report`] collects the facts, [`secrets`] masks some of them, and [`page`] writes them for browsers.

mod page;
mod report;
mod secrets;

use http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};
use tracing::warn;
use twinlane_lanes::Panicked;
use twinlane_web::{Body, Response, accept};

use crate::errors::{Error, HttpError};
use crate::exchange::Exchange;
use crate::fixed_response::{content_response, text_response};
use crate::panic_hook;
use page::Page;
use report::Report;

/// Begins the debug mode of an application that starts, if it has asked for it.
pub(crate) fn begin(is_asked_for: bool) {
    if !is_asked_for {
        return;
    }
    warn!(
        "the application is in debug mode: its errors are shown to every client; leave `debug(true)` out in production"
    );
    panic_hook::note_places();
}

/// The response that shows an error: a page for browsers, text for others.
pub(crate) fn response(cx: &Exchange<'_>, error: &Error) -> Response {
    let shown = Panicked::catch(|| {
        let report = Report::of(cx, error);
        if accept::names(&cx.parts.headers, &["text/html"]) {
            html_response(Page(&report).to_string())
        } else {
            text_response(StatusCode::INTERNAL_SERVER_ERROR, report.to_string())
        }
    });
    // An error may panic when it is printed.
    let mut response = shown.unwrap_or_else(|_| HttpError::internal().into_response());
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn html_response(html: String) -> Response {
    content_response(
        StatusCode::INTERNAL_SERVER_ERROR,
        Some(HeaderValue::from_static("text/html; charset=utf-8")),
        Body::full(html),
    )
}
