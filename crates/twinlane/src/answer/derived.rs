//! The functions that the derives `ApiResponse` and `ApiError` call.

use std::any::type_name;

use http::{HeaderMap, StatusCode};
use serde_json::Value;
use twinlane_model::{Data, DataType, Shape};
use twinlane_web::Body;
use twinlane_web::media_type::content_type;

use super::data::respond_with_data;
use super::with_status::AnswerHeaders;
use super::{AnswerDescription, Answered, AnsweredKind, ContentDescription, OwnError};
use crate::errors::{Error, HttpError};
use crate::headers::{allowed_header, extend_headers};

/// The description of a response without content.
pub fn no_content_description() -> AnswerDescription {
    AnswerDescription::of(ContentDescription::Undescribed)
}

/// A response without content.
pub fn no_content() -> Answered {
    Answered::stream(None, Body::empty())
}

/// The response with the status that a variant says.
pub fn with_status_number(answered: Answered, status: u16) -> Answered {
    match StatusCode::from_u16(status) {
        Ok(status) => answered.with_status(status),
        Err(error) => Answered::failed(error),
    }
}

/// The response with the headers that a variant says.
pub fn with_answer_headers(answered: Answered, headers: impl AnswerHeaders) -> Answered {
    answered.with_headers(headers.into_headers())
}

/// The response with the value of a field as a header; `None` is no header. One that HTTP does not allow is logged and left out.
pub fn with_header_value<T: DataType>(
    mut answered: Answered,
    name: &'static str,
    value: &T,
) -> Answered {
    let text = match serde_json::to_value(Data(value)) {
        Ok(Value::Null) => return answered,
        Ok(Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(error) => return Answered::failed(error),
    };
    if let Some((name, value)) = allowed_header(name, text.as_str()) {
        answered = answered.with_header(name, value);
    }
    answered
}

/// The shape of the body that a function makes of an error. It is not called.
pub fn body_shape<E, T: DataType>(_: fn(E) -> T) -> &'static Shape {
    T::SHAPE
}

/// The response of an error that has a body of its own.
pub fn error_body<T: DataType>(status: u16, own_type: Option<&'static str>, body: &T) -> Answered {
    let mut answered = respond_with_data(body);
    if let (AnsweredKind::Content { media_type, .. }, Some(own)) = (&mut answered.kind, own_type) {
        match content_type(own) {
            Some(own) => *media_type = Some(own),
            None => return Answered::failed(Error::msg(format!("{own:?} is no media type"))),
        }
    }
    with_status_number(answered, status)
}

/// An error of this type with its own response.
pub fn error_of<E>(answered: Answered) -> Error {
    match answered.kind {
        AnsweredKind::Failed(error) => error,
        _ => OwnError::new(type_name::<E>(), answered).into(),
    }
}

/// The error with the headers that a variant says.
pub fn error_with_headers(error: HttpError, headers: impl AnswerHeaders) -> HttpError {
    let more: HeaderMap = headers.into_headers();
    error.with_headers(|headers| extend_headers(headers, more))
}
