//! A model with its defaults, and the set of its fields that were given: Pydantic's `exclude_unset`.

mod fields;

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::change::{ChangeError, NamedChange};
use crate::coerced::Coerced;
use crate::fields_set::FieldsSet;
use crate::json::GIVEN;
use crate::validation::coerce;
use crate::{
    Data, DataType, FieldError, JsonValue, Measure, Model, ModelShape, Selection, Shape,
    parse_python_json,
};
pub use fields::{Field, Fields};

/// A value with its defaults, and the set of the fields that the input gave.
///
/// It dereferences to the value. Only the given fields are written, also in models inside the model: FastAPI sends the same
/// with `response_model_exclude_unset`. Keys of `extra = "allow"` and computed values are always written. The OpenAPI document
/// describes it like the value itself.
///
/// ```
/// use twinlane_model::{Given, DataTypeExt, fields, model};
///
/// #[model]
/// #[derive(Debug)]
/// struct Item {
///     name: String,
///     #[field(default = 10.5)]
///     tax: f64,
///     note: Option<String>,
/// }
///
/// let item = Given::<Item>::from_json(r#"{"name": "Lamp", "note": null}"#)?;
/// assert_eq!(item.tax, 10.5);
/// assert!(item.has(fields![Item: note]) && !item.has(fields![Item: tax]));
/// assert_eq!(item.to_json(), r#"{"name":"Lamp","note":null}"#);
///
/// let made = Item { name: "Vase".to_owned(), tax: 3.0, note: None };
/// let made = Given::new(made, fields![Item: name, tax]);
/// assert_eq!(made.to_json(), r#"{"name":"Vase","tax":3.0}"#);
/// # Ok::<(), twinlane_model::ValidationErrors>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Given<T> {
    value: T,
    given: FieldsSet,
}

impl<T: Model> Given<T> {
    /// A model and its given fields: `Given::new(item, fields![Item: name, price])`.
    ///
    /// A model in a given field counts as given with all its fields, unless some of its fields are named: `fields![Item: size.width]`.
    pub fn new(value: T, fields: impl Into<Fields<T>>) -> Self {
        let given = fields.into().tree();
        Self { value, given }
    }

    /// True if all of these fields were given.
    pub fn has(&self, fields: impl Into<Fields<T>>) -> bool {
        self.given.covers(&fields.into().tree())
    }

    /// Changes the value, and marks these fields as given.
    ///
    /// ```
    /// use twinlane_model::{Given, DataTypeExt, fields, model};
    ///
    /// #[model]
    /// struct Item {
    ///     name: String,
    ///     #[field(default = 10.5)]
    ///     tax: f64,
    /// }
    ///
    /// let mut item = Given::<Item>::from_json(r#"{"name": "Lamp"}"#)?;
    /// item.change(fields![Item: tax], |item| item.tax = 3.0);
    /// assert_eq!(item.to_json(), r#"{"name":"Lamp","tax":3.0}"#);
    /// # Ok::<(), twinlane_model::ValidationErrors>(())
    /// ```
    pub fn change(&mut self, fields: impl Into<Fields<T>>, change: impl FnOnce(&mut T)) {
        change(&mut self.value);
        self.given.add(fields.into().tree());
    }

    /// Sets the given fields in `model`, as `model_copy(update=item.model_dump(exclude_unset=True))` does.
    ///
    /// A model inside the model is replaced as a whole. Then the checks of the model run; a path operation responds to their error
    /// with 422.
    ///
    /// # Errors
    ///
    /// The error of the first check that fails. `model` is then unchanged.
    pub fn apply(mut self, model: &mut T) -> Result<(), ChangeError> {
        let given = &self.given;
        let is_given = |name: &str| given.get(name).is_some();
        self.value.exchange(model, &is_given);
        if let Err(error) = model.check_whole() {
            self.value.exchange(model, &is_given);
            return Err(ChangeError::new(&self, error));
        }
        Ok(())
    }
}

impl<T> Given<T> {
    /// The value, with its defaults.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T: DataType> Given<T> {
    fn of_coerced<E: Error>(coerced: Coerced<'_>) -> Result<Self, E> {
        let given = FieldsSet::of(&coerced);
        let value = T::read_from(coerced).map_err(E::custom)?;
        Ok(Self { value, given })
    }

    /// The JSON that is written.
    fn written<E: serde::ser::Error>(&self) -> Result<JsonValue, E> {
        let json = serde_json::to_vec(&Data(&self.value)).map_err(E::custom)?;
        let selection = Selection::new();
        let json = selection.of_given(&json, T::SHAPE, &self.given);
        let json = json.map_err(E::custom)?;
        parse_python_json(json.as_bytes()).map_err(|_| E::custom("what was written is no JSON"))
    }
}

impl<T> Deref for Given<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Given<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Given")
            .field("value", &self.value)
            .field("given", &self.given)
            .finish()
    }
}

impl<T: DataType> DataType for Given<T> {
    const SHAPE: &'static Shape = T::SHAPE;

    fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(GIVEN, Reader(PhantomData))
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written::<S::Error>()?.serialize(serializer)
    }

    fn holds(&self) -> bool {
        self.value.holds()
    }

    fn measure(&self) -> Measure<'_> {
        self.value.measure()
    }
}

impl<T: Model> Model for Given<T> {
    const MODEL: &'static ModelShape = T::MODEL;

    fn read_fields<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error> {
        Self::read_from(MapAccessDeserializer::new(map))
    }

    fn write_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let JsonValue::Object(fields) = self.written::<M::Error>()? else {
            return Err(serde::ser::Error::custom("a model is an object"));
        };
        let mut fields = fields.iter();
        fields.try_for_each(|(name, value)| map.serialize_entry(name, value))
    }

    /// A change of what was given is of no use.
    fn read_change<'de, A: MapAccess<'de>>(
        _: &str,
        _: &mut A,
    ) -> Result<NamedChange<Self>, A::Error> {
        Err(A::Error::custom("take a `Partial` of the model itself"))
    }

    fn exchange(&mut self, other: &mut Self, is_named: &dyn Fn(&str) -> bool) {
        self.value.exchange(&mut other.value, is_named);
    }

    fn check_whole(&self) -> Result<(), FieldError> {
        self.value.check_whole()
    }
}

/// As the data type writes it, so that `json!` takes it.
impl<T: DataType> Serialize for Given<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        DataType::write_to(self, serializer)
    }
}

impl<'de, T: DataType> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        DataType::read_from(deserializer)
    }
}

/// Which fields are given is known of what the slow pass takes: a document is handed to it.
struct Reader<T>(PhantomData<T>);

impl<'de, T: DataType> Visitor<'de> for Reader<T> {
    type Value = Given<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Given<T>, D::Error> {
        let value = JsonValue::deserialize(deserializer)?;
        let coerced = coerce(T::SHAPE, &value);
        Given::of_coerced(coerced.ok_or_else(|| D::Error::custom("the value is refused"))?)
    }

    /// The value that the slow pass has taken, behind the names that are given in it.
    fn visit_seq<A: SeqAccess<'de>>(self, mut pair: A) -> Result<Given<T>, A::Error> {
        let missing = || A::Error::custom("what is given comes before the value");
        let given = pair.next_element::<FieldsSet>()?.ok_or_else(missing)?;
        let Data(value) = pair.next_element::<Data<T>>()?.ok_or_else(missing)?;
        Ok(Given { value, given })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Given<T>, A::Error> {
        self.visit_newtype_struct(MapAccessDeserializer::new(map))
    }
}
