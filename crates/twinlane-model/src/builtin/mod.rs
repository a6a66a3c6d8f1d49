//! The types of Rust's own library that are data types.

mod any_value;
mod numbers;
mod texts;
mod wrappers;
mod lists;
mod maps;
mod tuples;

/// `read` and `write` as `serde` has them: for types whose own format is Pydantic's.
macro_rules! as_serde_has_it {
    () => {
        #[inline]
        fn read_from<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            <Self as serde::Deserialize>::deserialize(deserializer)
        }

        #[inline]
        fn write_to<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serde::Serialize::serialize(self, serializer)
        }
    };
}

use as_serde_has_it;
