//! Values that one column of a database holds as JSON, or as a text.

use std::ops::{Deref, DerefMut};

use super::ConversionError;
use super::conversions::read_text;
use crate::validation::is_written_as_stars;
use crate::{Data, DataType, DataTypeExt, Step};

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
        /// As JSON, so that the value need not be `Debug`.
        impl<T: $crate::DataType> std::fmt::Debug for $type<T> {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let json = serde_json::to_string(&$crate::Data(&self.0));
                let json = json.as_deref().unwrap_or("..");
                write!(formatter, concat!(stringify!($type), "({})"), json)
            }
        }
    };
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
    /// A value that a column holds as JSON: a model, a list, a map. In a request and in a response it is the value itself.
    ///
    /// With the feature `sqlx` or `diesel` a row has it in a column of type `JSONB` or `JSON`. What a column holds is checked
    /// as a body is. A value with a [`Secret`](super::Secret) cannot be stored in this way, for JSON does not show it.
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
    /// A value that a column holds as a text: a URL, a duration, an enum, a newtype with rules. In a request and in a
    /// response it is the value itself.
    ///
    /// With the feature `sqlx` or `diesel` a row has it in a column of type `TEXT`, in the spelling that JSON has of it, and
    /// what a column holds is checked as a parameter is. So any type fits whose JSON is a text or a number.
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
    /// The JSON of the value.
    ///
    /// # Errors
    ///
    /// The value has a place for a secret.
    pub fn to_column(&self) -> Result<String, ConversionError> {
        json_of(&self.0)
    }

    /// The value of a JSON document.
    ///
    /// # Errors
    ///
    /// The document is not JSON, or has no value of this type.
    pub fn from_column(json: &str) -> Result<Self, ConversionError> {
        value_of(json).map(Self)
    }
}

impl<T: DataType> TextColumn<T> {
    /// The text of the value.
    ///
    /// # Errors
    ///
    /// The value has a place for a secret, or its JSON is not a text, a number, `true` or `false`.
    pub fn to_column(&self) -> Result<String, ConversionError> {
        let json = json_of(&self.0)?;
        match json.as_bytes().first() {
            Some(b'"') => serde_json::from_str(&json).map_err(|_| not_a_text()),
            None | Some(b'{' | b'[' | b'n') => Err(not_a_text()),
            Some(_) => Ok(json),
        }
    }

    /// The value of a text.
    ///
    /// # Errors
    ///
    /// The text is no value of this type.
    pub fn from_column(text: &str) -> Result<Self, ConversionError> {
        read_text(text).map(Self)
    }
}

fn not_a_text() -> ConversionError {
    ConversionError::new("the JSON of this value is not a text: a JsonColumn can hold it")
}

pub(crate) fn json_of<T: DataType>(value: &T) -> Result<String, ConversionError> {
    if is_written_as_stars(T::SHAPE) {
        let reason = "a secret is not shown in JSON: give it a column of its own";
        return Err(ConversionError::new(reason));
    }
    serde_json::to_string(&Data(value)).map_err(|error| ConversionError::new(error.to_string()))
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
