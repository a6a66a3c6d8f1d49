//! The changes of a PATCH.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserializer, Serializer};

use crate::change::{Change, ChangeError, NamedChange};
use crate::{DataType, Extra, Field, FieldError, FieldShape, Model, ModelShape, Shape};

/// Some fields of a model: the body of a PATCH.
///
/// Every field may be absent, even a field that the model requires. An absent field differs from `null`, which only an `Option`
/// accepts. Present fields are checked as the model checks them; the model's own checks run in [`apply`](Self::apply). Defaults
/// are not filled in. In the OpenAPI document the type is called `Partial_Item_`, unless `#[model(partial = "ItemUpdate")]` above
/// the model names it.
///
/// ```
/// use twinlane_model::{DataTypeExt, Partial, fields, model};
///
/// #[model]
/// struct Item {
///     name: String,
///     note: Option<String>,
///     #[field(gt = 0)]
///     price: f64,
/// }
///
/// let mut item = Item { name: "Lamp".to_owned(), note: Some("old".to_owned()), price: 35.4 };
///
/// let changes = Partial::<Item>::from_json(r#"{"note": null, "price": "40"}"#)?;
/// assert!(!changes.has(fields![Item: name]));
/// assert_eq!(changes.get(fields![Item: price]), Some(&40.0));
/// changes.apply(&mut item).expect("there is no check of the whole");
/// assert_eq!(item.to_json(), r#"{"name":"Lamp","note":null,"price":40.0}"#);
///
/// let errors = Partial::<Item>::from_json(r#"{"price": 0}"#).err().expect("0 is not greater than 0");
/// assert_eq!(errors.errors()[0].msg, "Input should be greater than 0");
/// # Ok::<(), twinlane_model::ValidationErrors>(())
/// ```
pub struct Partial<T> {
    changes: Vec<NamedChange<T>>,
}

impl<T: Model> Partial<T> {
    /// Sets the present fields in `model`. Then the checks of the model run; a path operation responds to their error with 422.
    ///
    /// # Errors
    ///
    /// The error of the first check that fails. `model` is then unchanged.
    pub fn apply(mut self, model: &mut T) -> Result<(), ChangeError> {
        for (_, change) in &mut self.changes {
            change.exchange(model);
        }
        let Err(error) = model.check_whole() else {
            return Ok(());
        };
        // The last first: a field may be there twice.
        for (_, change) in self.changes.iter_mut().rev() {
            change.exchange(model);
        }
        Err(ChangeError::new(&self, error))
    }

    /// True if no field is present.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The names of the present fields, as they are on the wire.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.changes.iter().map(|(name, _)| *name)
    }

    /// True if the field is present: `changes.has(fields![Item: price])`.
    pub fn has<V>(&self, field: Field<T, V>) -> bool {
        self.change_of(field).is_some()
    }

    /// The new value of the field, if the field is present: `changes.get(fields![Item: price])`.
    pub fn get<V: 'static>(&self, field: Field<T, V>) -> Option<&V> {
        self.change_of(field)?.value().downcast_ref()
    }

    /// A field may be there twice: the last counts.
    fn change_of<V>(&self, field: Field<T, V>) -> Option<&dyn Change<T>> {
        let name = field.wire_name()?;
        let mut changes = self.changes.iter().rev();
        let (_, change) = changes.find(|(known, _)| *known == name)?;
        Some(&**change)
    }
}

impl<T> fmt::Debug for Partial<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.changes.iter().map(|(name, _)| name);
        formatter.debug_set().entries(names).finish()
    }
}

impl<T: Model> DataType for Partial<T> {
    const SHAPE: &'static Shape = &Shape::Model(<Self as Model>::MODEL);

    fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Changes(PhantomData))
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::__private::write_model(self, serializer)
    }

    /// The rules of a field are known to the slow pass only.
    fn holds(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Model> Model for Partial<T> {
    const MODEL: &'static ModelShape = &ModelShape {
        arguments: if T::MODEL.partial_name.is_some() {
            &[]
        } else {
            &[T::shape]
        },
        fields: T::MODEL.fields,
        extra: match T::MODEL.extra {
            Extra::Forbid => Extra::Forbid,
            Extra::Ignore | Extra::Allow(_) => Extra::Ignore,
        },
        strict: T::MODEL.strict,
        partial: true,
        ..match T::MODEL.partial_name {
            Some(name) => ModelShape::new(name, T::MODEL.module),
            None => ModelShape::new("Partial", module_path!()),
        }
    };

    fn read_fields<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error> {
        let mut changes = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            changes.push(T::read_change(&name, map)?);
        }
        Ok(Self { changes })
    }

    fn write_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.changes
            .iter()
            .filter(|(name, _)| is_written::<T>(name))
            .try_for_each(|(name, change)| map.serialize_entry(name, &change.written()))
    }

    /// A change of changes is of no use.
    fn read_change<'de, A: MapAccess<'de>>(
        _: &str,
        _: &mut A,
    ) -> Result<NamedChange<Self>, A::Error> {
        Err(A::Error::custom("what is partial has no parts"))
    }

    /// A partial model has no fields of its own.
    fn exchange(&mut self, other: &mut Self, _: &dyn Fn(&str) -> bool) {
        std::mem::swap(self, other);
    }

    fn check_whole(&self) -> Result<(), FieldError> {
        Ok(())
    }
}

/// True if the model writes the field: what a client may only send is not sent back to it.
fn is_written<T: Model>(name: &str) -> bool {
    let mut fields = T::MODEL.fields.iter();
    let field = fields.find(|field| field.name == name);
    field.is_some_and(FieldShape::is_written)
}

struct Changes<T>(PhantomData<T>);

impl<'de, T: Model> Visitor<'de> for Changes<T> {
    type Value = Partial<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Partial<T>, A::Error> {
        Partial::read_fields(&mut map)
    }
}

/// As the data type writes it, so that `json!` takes it.
impl<T: Model> serde::Serialize for Partial<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        DataType::write_to(self, serializer)
    }
}
