//! A document within a text.

use std::ops::{Deref, DerefMut};

use serde::{Deserializer, Serializer};

use super::column::debug_as_json;
use super::read_text_as;
use crate::{Data, DataType, Measure, Shape};

/// A value that is sent as a text of JSON: Pydantic's `Json[T]`. The output is the value itself.
///
/// ```
/// use twinlane_model::{JsonText, DataTypeExt, model};
///
/// #[model]
/// struct Setting {
///     values: JsonText<Vec<i64>>,
/// }
///
/// let setting = Setting::from_json(r#"{"values": "[1, 2]"}"#)?;
/// assert_eq!(*setting.values, [1, 2]);
/// assert_eq!(setting.to_json(), r#"{"values":[1,2]}"#);
/// # Ok::<(), twinlane_model::ValidationErrors>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "diesel", derive(diesel::expression::AsExpression), diesel(sql_type = diesel::sql_types::Jsonb))]
#[cfg_attr(feature = "diesel", diesel(sql_type = diesel::sql_types::Json))]
#[expect(clippy::exhaustive_structs, reason = "a wrapper to be taken apart")]
pub struct JsonText<T>(pub T);

impl<T> Deref for JsonText<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for JsonText<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

debug_as_json!(JsonText);

/// The slow pass hands over the value, the fast pass its text: a text is read as a document first.
impl<T: DataType> DataType for JsonText<T> {
    const SHAPE: &'static Shape = &Shape::Json(T::SHAPE);

    fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct("", visitor::ValueOrText(std::marker::PhantomData))
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write_to(serializer)
    }

    fn holds(&self) -> bool {
        self.0.holds()
    }

    fn measure(&self) -> Measure<'_> {
        self.0.measure()
    }

    fn from_text(text: &str) -> Option<Self> {
        crate::validation::read_fast(text).map(Self)
    }
}

mod visitor {
    use std::fmt;
    use std::marker::PhantomData;

    use serde::Deserializer;
    use serde::de::{EnumAccess, VariantAccess, Visitor};

    use super::{Data, DataType, JsonText, read_text_as};

    pub(super) struct ValueOrText<T>(pub(super) PhantomData<T>);

    impl<'de, T: DataType> Visitor<'de> for ValueOrText<T> {
        type Value = JsonText<T>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a document in a text")
        }

        fn visit_newtype_struct<D: Deserializer<'de>>(
            self,
            deserializer: D,
        ) -> Result<JsonText<T>, D::Error> {
            read_text_as(deserializer, JsonText::from_text)
        }

        fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<JsonText<T>, A::Error> {
            let (_, value) = data.variant::<u32>()?;
            let Data(value) = value.newtype_variant()?;
            Ok(JsonText(value))
        }
    }
}
