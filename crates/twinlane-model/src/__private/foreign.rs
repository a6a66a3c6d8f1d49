//! Values of types that only `serde`, or functions written for it, read and write.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::Error as NoValue;
use serde::de::{Error, Visitor};
use serde::{Deserializer, Serialize, Serializer, forward_to_deserialize_any};

use super::given_schema;
use crate::coerced::Coerced;
use crate::json::FOREIGN;
use crate::refusal::{Refusal, Scanned};
use crate::shape::{Ruled, Scalar, Shape, nothing_more};
use crate::{DataType, Measure, to_json};

/// The reading, writing and description of a foreign type. `#[model]` writes one for each.
pub trait Foreign: Sized + 'static {
    /// The foreign type.
    type Value: Send + Sync + 'static;

    /// The name in the location of a union's errors.
    const LABEL: &'static str;

    /// True if it is an `Option`, which takes `null`.
    const IS_OPTION: bool;

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// Those of the type.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error>;

    /// Writes a value.
    ///
    /// # Errors
    ///
    /// Those of the type.
    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error>;

    /// Its JSON Schema; for an option, the schema of its value.
    fn schema() -> serde_json::Value;
}

/// Asks whether a type is an `Option`, whatever it is called: an inherent constant wins against that of a trait.
#[expect(missing_debug_implementations, reason = "there is none of it")]
pub struct OptionProbe<T>(PhantomData<T>);

/// The answer for all types without an inherent constant.
pub trait OptionProbeDefault {
    /// The type is no option.
    const IS_OPTION: bool = false;
}

impl<T> OptionProbeDefault for OptionProbe<T> {}

impl<T> OptionProbe<Option<T>> {
    /// The type is an option.
    pub const IS_OPTION: bool = true;
}

/// A foreign value as a data type.
#[expect(
    missing_debug_implementations,
    reason = "made and taken apart by generated code"
)]
#[expect(clippy::exhaustive_structs, reason = "made by generated code")]
pub struct Via<F: Foreign>(pub F::Value);

impl<F: Foreign> DataType for Via<F> {
    const SHAPE: &'static Shape = if F::IS_OPTION {
        &Shape::Optional(&Shape::Foreign(&Scalar::foreign::<F>()))
    } else {
        &Shape::Foreign(&Scalar::foreign::<F>())
    };

    fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_newtype_struct(FOREIGN, Read::<F>(PhantomData))
            .map(Self)
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        F::write(&self.0, serializer)
    }

    /// A type that reads an option may be absent, as in code that `serde` derives.
    fn absent() -> Option<Self> {
        F::read(Absent).ok().map(Self)
    }

    fn measure(&self) -> Measure<'_> {
        Measure::Lax
    }
}

impl Scalar {
    /// The table of a type that only `F` knows: the schema is given, the errors are those of the type.
    pub(crate) const fn foreign<F: Foreign>() -> Self {
        Self {
            label: F::LABEL,
            read: |value, _| match read_document::<F>(&to_json(value)) {
                Ok(_) => Ok(Scanned::new(
                    Coerced::Raw(Cow::Borrowed(value)),
                    Measure::Lax,
                )),
                Err(error) => Err(Refusal::value_error(error)),
            },
            last: nothing_more,
            schema: |_| given_schema(F::schema()),
            ruled: Ruled::No,
        }
    }
}

struct Read<F>(PhantomData<F>);

impl<'de, F: Foreign> Visitor<'de> for Read<F> {
    type Value = F::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(F::LABEL)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<F::Value, D::Error> {
        F::read(deserializer)
    }

    fn visit_str<E: Error>(self, document: &str) -> Result<F::Value, E> {
        read_document::<F>(document).map_err(E::custom)
    }
}

thread_local! {
    /// The number of documents being read, each inside the one before.
    static NESTED: Cell<u8> = const { Cell::new(0) };
}

/// A union looks at each document twice, so the time doubles with each level of documents.
const MOST_NESTED: u8 = 6;

struct Nested;

impl Nested {
    fn begin() -> Option<Self> {
        let deeper = NESTED.get() + 1;
        (deeper <= MOST_NESTED).then(|| {
            NESTED.set(deeper);
            Self
        })
    }
}

impl Drop for Nested {
    fn drop(&mut self) {
        NESTED.set(NESTED.get() - 1);
    }
}

/// Reads a value from its document. The error says nothing of a place, for nobody has seen the document.
fn read_document<F: Foreign>(document: &str) -> Result<F::Value, String> {
    let Some(_nested) = Nested::begin() else {
        return Err("nested too deeply".to_owned());
    };
    F::read(&mut serde_json::Deserializer::from_str(document)).map_err(|error| {
        let place = format!(" at line {} column {}", error.line(), error.column());
        let message = error.to_string();
        match message.strip_suffix(&place) {
            Some(message) => message.to_owned(),
            None => message,
        }
    })
}

/// A foreign value that is written where it is.
#[expect(missing_debug_implementations, reason = "made by generated code")]
pub struct Written<'v, F: Foreign>(&'v F::Value, PhantomData<F>);

impl<'v, F: Foreign> Written<'v, F> {
    /// The value, to be written.
    pub fn new(value: &'v F::Value) -> Self {
        Self(value, PhantomData)
    }
}

impl<F: Foreign> Serialize for Written<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        F::write(self.0, serializer)
    }
}

/// The source of a field that is absent. It gives `None` to a type that asks for an option, and an error to all others.
struct Absent;

impl<'de> Deserializer<'de> for Absent {
    type Error = NoValue;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NoValue> {
        Err(NoValue::custom("absent"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
