//! One error, and all of them.

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::Kind;
use super::display::Location;
use crate::JsonValue;

/// One error of a value: an entry in the `detail` of a 422 response.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// The kind of error: `missing`, `int_parsing`. Serialised as `type`.
    pub kind: &'static str,
    /// The location in the request, from the outermost step to the innermost.
    pub loc: Vec<Step>,
    /// The message, for people.
    pub msg: String,
    /// The wrong value, as it was received.
    pub input: JsonValue,
    /// The facts in the message. Not serialised if there are none.
    pub ctx: Vec<(&'static str, JsonValue)>,
}

impl ErrorDetail {
    /// The error of a required value that is missing. `input` is the value that should have contained it.
    pub fn missing(loc: Vec<Step>, input: JsonValue) -> Self {
        Self::new(Kind::Missing, loc, input, Vec::new())
    }

    /// The error of a body that is not JSON: `position` in characters and `message` are those of
    /// [`JsonError::Syntax`](crate::JsonError::Syntax).
    pub fn json_invalid(position: usize, message: impl Into<String>) -> Self {
        let loc = vec![Step::from("body"), Step::Index(position)];
        let ctx = vec![("error", JsonValue::Str(message.into()))];
        Self::new(
            Kind::JsonInvalid,
            loc,
            JsonValue::from(indexmap::IndexMap::new()),
            ctx,
        )
    }

    /// The error of a check written by hand: Pydantic's `value_error`. `msg` is `Value error, ` and this message.
    pub fn value_error(loc: Vec<Step>, input: JsonValue, message: impl Into<String>) -> Self {
        let ctx = vec![("error", JsonValue::Str(message.into()))];
        Self::new(Kind::ValueError, loc, input, ctx)
    }

    /// An error of a kind of your own, as Pydantic's `PydanticCustomError`: `ErrorDetail::custom("order", ["query", "last"], "...", 3)`.
    pub fn custom(
        kind: &'static str,
        loc: impl IntoIterator<Item = impl Into<Step>>,
        message: impl Into<String>,
        input: impl Into<JsonValue>,
    ) -> Self {
        Self {
            kind,
            loc: loc.into_iter().map(Into::into).collect(),
            msg: message.into(),
            input: input.into(),
            ctx: Vec::new(),
        }
    }

    /// The location as Python prints it: `('body', 'tags', 0)`.
    pub fn location(&self) -> impl fmt::Display + '_ {
        Location(&self.loc)
    }

    /// Bytes that are no UTF-8, where a text is meant.
    pub(crate) fn not_a_text(loc: Vec<Step>, input: JsonValue) -> Self {
        Self::new(Kind::StringUnicode, loc, input, Vec::new())
    }

    pub(crate) fn new(
        kind: Kind,
        loc: Vec<Step>,
        input: JsonValue,
        ctx: Vec<(&'static str, JsonValue)>,
    ) -> Self {
        let msg = kind.message(&ctx);
        // FastAPI cannot write the exception that is the context of this one, and writes `{}`.
        let ctx = match kind {
            Kind::ValueError => vec![("error", JsonValue::from(indexmap::IndexMap::new()))],
            _ => ctx,
        };
        Self {
            kind: kind.name(),
            loc,
            msg,
            input,
            ctx,
        }
    }
}

impl Serialize for ErrorDetail {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields =
            serializer.serialize_struct("ErrorDetail", 4 + usize::from(!self.ctx.is_empty()))?;
        fields.serialize_field("type", self.kind)?;
        fields.serialize_field("loc", &self.loc)?;
        fields.serialize_field("msg", &self.msg)?;
        fields.serialize_field("input", &self.input)?;
        if !self.ctx.is_empty() {
            fields.serialize_field("ctx", &Context(&self.ctx))?;
        }
        fields.end()
    }
}

struct Context<'c>(&'c [(&'static str, JsonValue)]);

impl Serialize for Context<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// One step of an error's location.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "JSON has these two kinds of containers"
)]
pub enum Step {
    /// The name of a source (`query`), a parameter or a field.
    Key(Cow<'static, str>),
    /// The index in a list, counted from 0; or the position of the character at which a document stops being JSON.
    Index(usize),
    /// The index in a list counted from the end. The last item is 1 here, and -1 in JSON.
    FromEnd(usize),
}

impl From<&'static str> for Step {
    fn from(key: &'static str) -> Self {
        Self::Key(Cow::Borrowed(key))
    }
}

impl From<String> for Step {
    fn from(key: String) -> Self {
        Self::Key(Cow::Owned(key))
    }
}

impl From<&String> for Step {
    fn from(key: &String) -> Self {
        Self::Key(Cow::Owned(key.clone()))
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// The name or the place, without quotes.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Index(index) => write!(f, "{index}"),
            Self::FromEnd(index) => write!(f, "-{index}"),
        }
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Key(key) => serializer.serialize_str(key),
            Self::Index(index) => serializer.serialize_u64(*index as u64),
            Self::FromEnd(index) => serializer.serialize_i128(-(*index as i128)),
        }
    }
}

/// Every error of a value. `Display` prints the list as Pydantic does, without the links to its manual.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidationErrors {
    /// The title of the type that was read, for the first line of the listing.
    pub(super) title: Cow<'static, str>,
    pub(super) errors: Vec<ErrorDetail>,
}

impl ValidationErrors {
    pub(crate) fn new(title: impl Into<Cow<'static, str>>, errors: Vec<ErrorDetail>) -> Self {
        Self {
            title: title.into(),
            errors,
        }
    }

    pub(crate) fn change_each(&mut self, change: impl Fn(&mut ErrorDetail)) {
        self.errors.iter_mut().for_each(change);
    }

    /// The errors, in the order of the fields.
    pub fn errors(&self) -> &[ErrorDetail] {
        &self.errors
    }
}

impl Serialize for ValidationErrors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.errors.serialize(serializer)
    }
}

impl std::error::Error for ValidationErrors {}
