//! A value that was sent, on its way into the function: read by its type and its rules, then by its check.

use bytes::Bytes;
use twinlane_model::{
    ArmInputs, DataType, ErrorList, JsonError, JsonValue, Step, parse_python_json,
};

use super::Slot;

/// The reading of a parameter's value, whose errors have this location.
pub(super) struct Reading<'r> {
    pub(super) slot: &'r Slot,
    pub(super) loc: &'r [Step],
    pub(super) errors: &'r mut ErrorList,
}

impl Reading<'_> {
    pub(super) fn text<T: DataType>(self, text: &str) -> Option<T> {
        let read = twinlane_model::read_text(text, &self.slot.rules, self.loc, self.errors);
        self.checked(read, || JsonValue::from(text))
    }

    pub(super) fn texts<T: DataType>(self, texts: &[&str]) -> Option<T> {
        let each = texts.iter().copied();
        let read = twinlane_model::read_texts(each, &self.slot.rules, self.loc, self.errors);
        let input = || JsonValue::List(texts.iter().map(|text| JsonValue::from(*text)).collect());
        self.checked(read, input)
    }

    pub(super) fn value<T: DataType>(self, value: &JsonValue) -> Option<T> {
        let read = twinlane_model::read_value(value, &self.slot.rules, self.loc, self.errors);
        self.checked(read, || value.clone())
    }

    pub(super) fn arms<T: DataType>(self, inputs: &ArmInputs) -> Option<T> {
        let read = twinlane_model::read_arms(inputs, &self.slot.rules, self.loc, self.errors);
        self.checked(read, || inputs.whole.clone())
    }

    /// The content of a file, or of a whole body.
    pub(super) fn bytes<T: DataType>(self, content: &Bytes) -> Option<T> {
        let read = twinlane_model::read_bytes(content, &self.slot.rules, self.loc, self.errors);
        self.checked(read, || twinlane_model::shown(content))
    }

    /// The contents of several files.
    pub(super) fn byte_strings<T: DataType>(self, contents: &[Bytes]) -> Option<T> {
        let rules = &self.slot.rules;
        let read = twinlane_model::read_byte_strings(contents, rules, self.loc, self.errors);
        let shown = || JsonValue::List(contents.iter().map(twinlane_model::shown).collect());
        self.checked(read, shown)
    }

    /// # Errors
    ///
    /// The bytes are no JSON document.
    pub(super) fn json<T: DataType>(self, json: &[u8]) -> Result<Option<T>, JsonError> {
        let read = twinlane_model::read_json(json, &self.slot.rules, self.loc, self.errors)?;
        Ok(self.checked(read, || parse_python_json(json).unwrap_or(JsonValue::Null)))
    }

    /// The value that was read, if its check takes it. `shown` is what the error of the check shows.
    fn checked<T: DataType>(self, read: Option<T>, shown: impl FnOnce() -> JsonValue) -> Option<T> {
        let value = read?;
        match self.slot.check.map_or(Ok(()), |check| check(&value)) {
            Ok(()) => Some(value),
            Err(error) => {
                twinlane_model::refuse::<T>(error, &shown(), self.loc, self.errors);
                None
            }
        }
    }
}
