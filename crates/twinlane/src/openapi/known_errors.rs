//! Errors that Twinlane answers by itself, which FastAPI leaves out of the document: [`App::document_errors`](crate::App::document_errors).

use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

use super::documented::Documented;
use super::responses::JSON;
use crate::answer::{is_bodiless, standard_phrase};
use crate::errors::HttpError;
use crate::handlers::ErrorHandlers;
use crate::json_object::object;
use crate::lane_rules::Lane;
use crate::parameters::BodyKind;
use crate::plan::{Planned, Sources};

/// An error that an operation may be answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KnownError {
    pub(super) status: u16,
    detail: Value,
    /// The media type of the content.
    media_type: String,
    /// Names and examples.
    headers: Vec<(String, String)>,
    /// True if it is sent as a bare text, too.
    is_text_too: bool,
    /// True if a handler of the application makes its content.
    is_handled: bool,
}

/// The errors of an operation, each once, by status.
pub(super) fn known_errors(
    planned: &Planned,
    sources: &Sources,
    handlers: &ErrorHandlers,
) -> Vec<KnownError> {
    let mut all = of_schemes(planned);
    all.extend(of_body(sources.body));
    all.extend(of_time(planned));
    for error in &mut all {
        let status = StatusCode::from_u16(error.status);
        error.is_handled = status.is_ok_and(|status| handlers.answers(status));
    }
    all.sort_by_key(|error| error.status);
    let mut once: Vec<KnownError> = Vec::new();
    for error in all {
        if !once.contains(&error) {
            once.push(error);
        }
    }
    once
}

/// Those of a client that does not say who it is. Nobody is told of one in a dependency that can be done without.
fn of_schemes(planned: &Planned) -> Vec<KnownError> {
    let nodes = planned.dependencies.documented();
    let nodes = nodes.filter(|(_, node)| !node.optional);
    let schemes = nodes.filter_map(|(_, node)| node.description.scheme.as_ref());
    let errors = schemes.flat_map(|scheme| &scheme.errors);
    errors.map(KnownError::of).collect()
}

/// Those of a client whose body is too large, too slow, or cannot be read at all.
fn of_body(kind: BodyKind) -> Vec<KnownError> {
    let unreadable = KnownError::new(400, "There was an error parsing the body");
    let too_large = KnownError {
        is_text_too: true,
        ..KnownError::new(413, "Content Too Large")
    };
    let too_slow = KnownError::new(408, "Request Timeout");
    match kind {
        BodyKind::None => Vec::new(),
        // It is read by the operation, which says what it makes of errors.
        BodyKind::Raw => vec![too_slow, too_large],
        BodyKind::Whole | BodyKind::Keyed | BodyKind::Form => {
            vec![unreadable, too_slow, too_large]
        }
    }
}

/// Those of a client for whom there is no room, or no time.
fn of_time(planned: &Planned) -> Vec<KnownError> {
    let description = &planned.route.description;
    let nodes = planned.dependencies.documented();
    let shared = nodes.filter(|(_, node)| node.description.thread_capacity.is_none());
    let mut lanes = shared.map(|(_, node)| node.description.lane);
    let has_thread = description.lane == Lane::Thread || lanes.any(|lane| lane == Lane::Thread);
    let is_bounded = planned.lane.threads.queue() != usize::MAX;
    let shed = (has_thread && is_bounded).then(|| KnownError {
        headers: vec![("Retry-After".to_owned(), "1".to_owned())],
        ..KnownError::new(503, "Service Unavailable")
    });
    let late = description
        .options
        .timeout
        .map(|_| KnownError::new(504, "Gateway Timeout"));
    shed.into_iter().chain(late).collect()
}

impl KnownError {
    fn new(status: u16, detail: &str) -> Self {
        Self {
            status,
            detail: detail.into(),
            media_type: JSON.to_owned(),
            headers: Vec::new(),
            is_text_too: false,
            is_handled: false,
        }
    }

    fn of(error: &HttpError) -> Self {
        let own = error.headers().get(CONTENT_TYPE);
        let media_type = own.and_then(|value| value.to_str().ok()?.split(';').next());
        // OpenAPI says a content type by the content.
        let headers = error.headers().iter();
        let headers = headers.filter(|(name, _)| *name != CONTENT_TYPE);
        let headers = headers.map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (as_written(name.as_str()), value.into_owned())
        });
        Self {
            status: error.status().as_u16(),
            detail: error.detail().clone(),
            media_type: media_type.unwrap_or(JSON).trim().to_owned(),
            headers: headers.collect(),
            is_text_too: false,
            is_handled: false,
        }
    }

    /// The response object. Its headers are not required: functions may answer with the same status.
    pub(super) fn object(&self) -> Value {
        let headers = self.headers.iter().map(|(name, example)| {
            let header = json!({ "schema": { "type": "string" }, "example": example });
            (name.clone(), header)
        });
        let headers: Map<String, Value> = headers.collect();
        object([
            ("description", Some(standard_phrase(self.status).into())),
            ("content", self.content()),
            ("headers", (!headers.is_empty()).then(|| headers.into())),
        ])
    }

    fn content(&self) -> Option<Value> {
        if self.is_handled || is_bodiless(self.status) {
            return None;
        }
        let mut detail = json!({ "title": "Detail" });
        if self.detail.is_string() {
            detail["type"] = "string".into();
        }
        let mut content = json!({ self.media_type.as_str(): {
            "schema": {
                "type": "object",
                "properties": { "detail": detail },
                "required": ["detail"],
            },
            "example": { "detail": self.detail },
        } });
        if self.is_text_too {
            content["text/plain"] =
                json!({ "schema": { "type": "string" }, "example": self.detail });
        }
        Some(content)
    }
}

impl Documented<'_> {
    /// Adds the errors that nobody else speaks of. Whatever `responses(..)` says of a status, or of all errors, is left as it is; likewise these
    /// `extra` responses.
    pub(super) fn add_known_errors(
        &self,
        responses: &mut Map<String, Value>,
        extra: Option<&Value>,
    ) {
        let is_extra = |key: &str| extra.is_some_and(|extra| extra.get(key).is_some());
        for error in &self.known_errors {
            let keys = [
                error.status.to_string(),
                format!("{}XX", error.status / 100),
                "default".to_owned(),
            ];
            let is_said = |key: &String| {
                let mut said = self.responses.iter();
                let is_said = said.any(|response| response.status() == key);
                is_said && !self.is_forgotten(key) || is_extra(key)
            };
            if keys.iter().any(is_said) {
                continue;
            }
            let mut object = error.object();
            let earlier = responses.get(&error.status.to_string());
            if let Some(earlier) = earlier.filter(|earlier| earlier.is_object()) {
                // The phrase of a status adds nothing to what is said of it.
                object["description"].take();
                leave_out_headers_of(earlier, &mut object);
            }
            self.insert_or_join(responses, error.status, object);
        }
    }
}

/// Takes away the headers that an earlier response has, in whatever capitals.
fn leave_out_headers_of(earlier: &Value, object: &mut Value) {
    let earlier = earlier.get("headers").and_then(Value::as_object);
    let headers = object.get_mut("headers").and_then(Value::as_object_mut);
    if let (Some(earlier), Some(headers)) = (earlier, headers) {
        headers.retain(|name, _| !earlier.keys().any(|said| said.eq_ignore_ascii_case(name)));
    }
}

/// The name of a header with its capitals.
fn as_written(name: &str) -> String {
    if name == "www-authenticate" {
        return "WWW-Authenticate".to_owned();
    }
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        first.to_ascii_uppercase() + rest
    });
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_is_there_is_left_as_it_is() {
        let earlier = json!({ "headers": { "www-authenticate": {} } });
        let headers = json!({ "WWW-Authenticate": {}, "X-More": {} });
        let mut object = json!({ "headers": headers });
        leave_out_headers_of(&earlier, &mut object);
        assert_eq!(object, json!({ "headers": { "X-More": {} } }));
        leave_out_headers_of(&json!({}), &mut object);
        assert_eq!(object, json!({ "headers": { "X-More": {} } }));
    }
}
