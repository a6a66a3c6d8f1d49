//! What a PATCH changes.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserializer, Serializer};

use crate::change::NamedChange;
use crate::{DataType, Extra, FieldShape, Model, ModelShape, Shape};

/// Some fields of a model: what the body of a PATCH changes.
///
/// Every field may be absent, whether or not the model requires it, and absent is told from `null`: only an `Option`
/// takes `null`. Fields that are there are checked as the model checks them; defaults and the model's own check are left
/// to the whole. In a document it is called `Partial_Item_`.
///
/// ```
/// use twinlane_model::{Model, Partial, model};
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
/// assert!(!changes.has("name"));
/// assert_eq!(changes.get::<f64>("price"), Some(&40.0));
/// changes.apply(&mut item);
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
    /// Sets the fields that are there.
    pub fn apply(self, model: &mut T) {
        for (_, change) in self.changes {
            change.apply(model);
        }
    }

    /// True if no field is there.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The names of the fields that are there, as they are on the wire.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.changes.iter().map(|(name, _)| *name)
    }

    /// True if the field of this name on the wire is there.
    pub fn has(&self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    /// The value of the field of this name on the wire, if it is there and of this type.
    pub fn get<V: 'static>(&self, name: &str) -> Option<&V> {
        let (_, change) = self.changes.iter().find(|(known, _)| *known == name)?;
        change.value().downcast_ref()
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
        arguments: &[T::shape],
        fields: T::MODEL.fields,
        extra: match T::MODEL.extra {
            Extra::Forbid => Extra::Forbid,
            Extra::Ignore | Extra::Allow(_) => Extra::Ignore,
        },
        strict: T::MODEL.strict,
        partial: true,
        ..ModelShape::new("Partial", module_path!())
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
