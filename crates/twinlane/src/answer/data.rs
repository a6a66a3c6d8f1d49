//! A model or other data as a response: JSON.

use twinlane_model::{Data, DataType, Shape, to_python_json};

use super::{AnswerDescription, Answered, ContentDescription, Respond};
use crate::fixed_response::JSON;

/// The marker of responses that are data.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaData {}

/// The marker of responses that are a text of the program.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaText {}

impl<T: DataType> Respond<ViaData> for T {
    fn describe() -> AnswerDescription {
        AnswerDescription::of(ContentDescription::Json(described_shape::<T>()))
    }

    fn respond(self) -> Answered {
        respond_with_data(&self)
    }
}

/// Data as JSON.
pub(crate) fn respond_with_data<T: DataType>(data: &T) -> Answered {
    // FastAPI writes what has no type with Python's own `json`, whose numbers look different.
    let written = match T::SHAPE {
        Shape::Any => to_python_json(&Data(data)),
        _ => serde_json::to_vec(&Data(data)),
    };
    match written {
        Ok(bytes) => Answered::content(JSON, bytes),
        Err(error) => Answered::failed(error),
    }
}

/// The shape, where it says anything: `Value` and `()` say as little as a Python function without an annotation.
pub(super) fn described_shape<T: DataType>() -> Option<&'static Shape> {
    match T::SHAPE {
        Shape::Any | Shape::Null => None,
        shape => Some(shape),
    }
}

/// As `String`: a JSON text.
impl Respond<ViaText> for &'static str {
    fn describe() -> AnswerDescription {
        AnswerDescription::of(ContentDescription::Json(Some(&Shape::Str)))
    }

    fn respond(self) -> Answered {
        self.to_owned().respond()
    }
}
