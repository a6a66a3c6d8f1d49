//! Values that a database column holds as JSON or as a text.

use std::ops::{Deref, DerefMut};

use super::ConversionError;
use super::conversions::read_text;
use crate::shape::lost_in_json;
use crate::validation::masked;
use crate::{Data, DataType, DataTypeExt, JsonValue, Shape, Step};

/// `DataType` for a struct around one value that is read, checked and written as that value.
macro_rules! transparent_type {
    ($type:ident) => {
        impl<T: $crate::DataType> $crate::DataType for $type<T> {
            const SHAPE: &'static $crate::Shape = T::SHAPE;

            fn read_from<'de, D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                T::read_from(deserializer).map(Self)
            }

            fn write_to<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.write_to(serializer)
            }

            fn absent() -> Option<Self> {
                T::absent().map(Self)
            }

            fn holds(&self) -> bool {
                self.0.holds()
            }

            fn measure(&self) -> $crate::Measure<'_> {
                self.0.measure()
            }

            fn from_text(text: &str) -> Option<Self> {
                T::from_text(text).map(Self)
            }

            fn from_texts(texts: &mut dyn Iterator<Item = &str>) -> Option<Self> {
                T::from_texts(texts).map(Self)
            }

            fn from_bytes(content: &bytes::Bytes) -> Option<Self> {
                T::from_bytes(content).map(Self)
            }

            fn from_byte_strings(contents: &mut dyn Iterator<Item = bytes::Bytes>) -> Option<Self> {
                T::from_byte_strings(contents).map(Self)
            }
        }
    };
}

#[cfg(feature = "sqlx")]
pub(crate) use transparent_type;

/// `Debug` for every value that can be written, which `diesel` asks of what it writes.
macro_rules! debug_as_json {
    ($type:ident) => {
        /// As JSON, so that the value need not be `Debug`. What is secret or sensitive is not shown.
        impl<T: $crate::DataType> std::fmt::Debug for $type<T> {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let json = $crate::types::column::shown(&self.0);
                write!(formatter, concat!(stringify!($type), "({})"), json)
            }
        }
    };
}

/// The JSON of a value, with stars for what an error does not show.
pub(super) fn shown<T: DataType>(value: &T) -> String {
    let shown = serde_json::to_value(Data(value))
        .map(|written| masked(T::SHAPE, &JsonValue::from(written), usize::MAX))
        .and_then(|masked| serde_json::to_string(&masked));
    shown.unwrap_or_else(|_| "..".to_owned())
}

pub(super) use debug_as_json;

macro_rules! columns {
    ($($(#[$attribute:meta])* $name:ident;)*) => {$(
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        $(#[$attribute])*
        #[expect(clippy::exhaustive_structs, reason = "a wrapper to be taken apart")]
        pub struct $name<T>(pub T);

        impl<T> $name<T> {
            /// The value.
            pub fn into_inner(self) -> T {
                self.0
            }
        }

        impl<T> From<T> for $name<T> {
            fn from(value: T) -> Self {
                Self(value)
            }
        }

        impl<T> Deref for $name<T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.0
            }
        }

        impl<T> DerefMut for $name<T> {
            fn deref_mut(&mut self) -> &mut T {
                &mut self.0
            }
        }

        debug_as_json!($name);
        transparent_type!($name);
    )*};
}

columns! {
    /// A value that a database column holds as JSON: a model, a list, a map. In requests and responses it is the value itself.
    ///
    /// With the feature `sqlx` or `diesel`, the column has the type `JSONB` or `JSON`. The content of a column is checked like a body.
    /// Writing fails if the value could not be read back from its JSON. This concerns a type with a [`Secret`](super::Secret), a field
    /// that is only read or only written, a field that is read by another name than it is written, and a value that breaks its own rules.
    ///
    /// ```
    /// use twinlane_model::{model, types::JsonColumn};
    ///
    /// #[model]
    /// #[derive(Debug)]
    /// struct Options {
    ///     #[field(ge = 1)]
    ///     size: u8,
    /// }
    ///
    /// let options = JsonColumn(Options { size: 3 });
    /// assert_eq!(options.to_column().as_deref(), Ok(r#"{"size":3}"#));
    /// let error = JsonColumn::<Options>::from_column(r#"{"size": 0}"#).unwrap_err();
    /// assert_eq!(error.to_string(), "size: Input should be greater than or equal to 1");
    /// ```
    #[cfg_attr(feature = "diesel", derive(diesel::expression::AsExpression), diesel(sql_type = diesel::sql_types::Jsonb))]
    #[cfg_attr(feature = "diesel", diesel(sql_type = diesel::sql_types::Json))]
    JsonColumn;
    /// A value that a database column holds as a text: a URL, a duration, an enum, a newtype with rules.
    /// In requests and responses it is the value itself.
    ///
    /// With the feature `sqlx` or `diesel`, the column has the type `TEXT`, and holds the value in the spelling of JSON. The content of
    /// a column is checked like a parameter. Every type fits whose JSON is a text or a number.
    ///
    /// ```
    /// use twinlane_model::types::{TextColumn, Url};
    ///
    /// let site = TextColumn(Url::parse("https://example.com")?);
    /// assert_eq!(site.to_column().as_deref(), Ok("https://example.com/"));
    /// assert!(TextColumn::<Url>::from_column("example").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg_attr(feature = "diesel", derive(diesel::expression::AsExpression), diesel(sql_type = diesel::sql_types::Text))]
    TextColumn;
}

impl<T: DataType> JsonColumn<T> {
    /// Returns the JSON of the value.
    ///
    /// # Errors
    ///
    /// If the JSON leaves out a part of the value, such as a secret, or the value could not be read back from it.
    pub fn to_column(&self) -> Result<String, ConversionError> {
        json_of(&self.0)
    }

    /// Reads the value from a JSON document.
    ///
    /// # Errors
    ///
    /// If the document is not JSON, or is not a value of this type.
    pub fn from_column(json: &str) -> Result<Self, ConversionError> {
        value_of(json).map(Self)
    }
}

impl<T: DataType> TextColumn<T> {
    /// Returns the text of the value.
    ///
    /// # Errors
    ///
    /// If the text leaves out a part of the value, or the value could not be read back from it. If the JSON of the value is not a text,
    /// a number, `true` or `false`. Also if the type accepts any kind of value or is one of several types, since a text does not show
    /// which one it is.
    pub fn to_column(&self) -> Result<String, ConversionError> {
        if has_several_kinds(T::SHAPE) {
            let reason = "a text does not tell which kind of value it is: a JsonColumn can hold it";
            return Err(ConversionError::new(reason));
        }
        let json = written_json(&self.0)?;
        let text = match json.as_bytes().first() {
            Some(b'"') => serde_json::from_str(&json).map_err(|_| not_a_text())?,
            None | Some(b'{' | b'[' | b'n') => return Err(not_a_text()),
            Some(_) => json,
        };
        read_text::<T>(&text).map_err(unreadable)?;
        Ok(text)
    }

    /// Reads the value from a text.
    ///
    /// # Errors
    ///
    /// If the text is not a value of this type.
    pub fn from_column(text: &str) -> Result<Self, ConversionError> {
        read_text(text).map(Self)
    }
}

fn not_a_text() -> ConversionError {
    ConversionError::new("the JSON of this value is not a text: a JsonColumn can hold it")
}

fn has_several_kinds(shape: &'static Shape) -> bool {
    match shape {
        Shape::Any | Shape::Union(_) => true,
        Shape::Optional(inner) => has_several_kinds(inner),
        Shape::Checked(checked) => has_several_kinds(checked.shape),
        _ => false,
    }
}

/// The JSON of a value, which gives it back.
pub(crate) fn json_of<T: DataType>(value: &T) -> Result<String, ConversionError> {
    let json = written_json(value)?;
    value_of::<T>(&json).map_err(unreadable)?;
    Ok(json)
}

fn written_json<T: DataType>(value: &T) -> Result<String, ConversionError> {
    if let Some(reason) = lost_in_json(T::SHAPE) {
        return Err(ConversionError::new(reason));
    }
    serde_json::to_string(&Data(value)).map_err(|error| ConversionError::new(error.to_string()))
}

#[expect(clippy::needless_pass_by_value, reason = "it maps an error")]
fn unreadable(reason: ConversionError) -> ConversionError {
    ConversionError::new(format!("the value could not be read again: {reason}"))
}

pub(crate) fn value_of<T: DataType>(json: &str) -> Result<T, ConversionError> {
    T::from_json(json).map_err(|errors| {
        let reasons: Vec<String> = errors
            .errors()
            .iter()
            .map(|error| match location(&error.loc) {
                place if place.is_empty() => error.msg.clone(),
                place => format!("{place}: {}", error.msg),
            })
            .collect();
        ConversionError::new(reasons.join("; "))
    })
}

/// `items.0.size`
fn location(steps: &[Step]) -> String {
    let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
    steps.join(".")
}
