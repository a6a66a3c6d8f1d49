//! The response to a probe.

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};
use twinlane_server::ProbeResponse;
use twinlane_web::Response;

use crate::fixed_response::{JSON, content_response};

/// A response to probes. It is written once, and sent to all who ask.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    status: StatusCode,
    body: Bytes,
}

impl Report {
    /// The process answers.
    pub(crate) fn live() -> Self {
        Self {
            status: StatusCode::OK,
            body: Bytes::from_static(br#"{"status":"ok"}"#),
        }
    }

    /// The application is about to stop.
    pub(crate) fn stopping() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            body: Bytes::from_static(br#"{"status":"stopping"}"#),
        }
    }

    /// The results of the checks, by their names. Nothing else is told of them.
    pub(super) fn of_checks<'n>(results: impl Iterator<Item = (&'n str, CheckResult)>) -> Self {
        let mut checks = Map::new();
        let mut is_ready = true;
        for (name, result) in results {
            is_ready &= result == CheckResult::Ok;
            checks.insert(name.to_owned(), Value::from(result.text()));
        }
        let (status, text) = if is_ready {
            (StatusCode::OK, "ready")
        } else {
            (StatusCode::SERVICE_UNAVAILABLE, "not ready")
        };
        let body = json!({ "status": text, "checks": checks });
        Self {
            status,
            body: body.to_string().into(),
        }
    }

    /// The response, which nobody may keep.
    pub(crate) fn response(&self) -> Response {
        let body = self.body.clone().into();
        let mut response = content_response(self.status, Some(JSON), body);
        let no_store = HeaderValue::from_static("no-store");
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, no_store);
        response.extensions_mut().insert(ProbeResponse);
        response
    }
}

/// The end of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CheckResult {
    Ok,
    Failed,
    TimedOut,
}

impl CheckResult {
    fn text(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::TimedOut => "timed out",
        }
    }
}
