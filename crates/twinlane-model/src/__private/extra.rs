//! The field that keeps the keys which are no other field.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use indexmap::IndexMap;
use serde::de::MapAccess;
use serde::ser::SerializeMap;

use crate::{Data, DataType};

/// A map that can be the field for unknown keys of a model with `extra = "allow"`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot keep the extra keys of a model",
    label = "not a map of texts",
    note = "write a `HashMap<String, Value>`, or another map whose keys are `String`"
)]
pub trait ExtraFields: Default {
    /// The type of the values of unknown keys.
    type Value: DataType;

    /// Adds a key.
    fn add(&mut self, key: String, value: Self::Value);

    /// Writes every key.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// True if every rule inside the values holds.
    fn hold(&self) -> bool;
}

/// Reads the value of an unknown key.
pub fn take_extra<'de, X: ExtraFields, A: MapAccess<'de>>(
    extra: &mut X,
    key: String,
    map: &mut A,
) -> Result<(), A::Error> {
    let Data(value) = map.next_value::<Data<X::Value>>()?;
    extra.add(key, value);
    Ok(())
}

macro_rules! extra_fields {
    ($($map:ty $(, $hasher:ident)?;)*) => {$(
        impl<V: DataType $(, $hasher: BuildHasher + Default)?> ExtraFields for $map {
            type Value = V;

            fn add(&mut self, key: String, value: V) {
                self.insert(key, value);
            }

            fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                self.iter().try_for_each(|(key, value)| map.serialize_entry(key, &Data(value)))
            }

            fn hold(&self) -> bool {
                self.values().all(DataType::holds)
            }
        }
    )*};
}

extra_fields! {
    HashMap<String, V, S>, S;
    IndexMap<String, V, S>, S;
    BTreeMap<String, V>;
}

impl ExtraFields for serde_json::Map<String, serde_json::Value> {
    type Value = serde_json::Value;

    fn add(&mut self, key: String, value: serde_json::Value) {
        self.insert(key, value);
    }

    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.iter()
            .try_for_each(|(key, value)| map.serialize_entry(key, value))
    }

    fn hold(&self) -> bool {
        self.values().all(DataType::holds)
    }
}
