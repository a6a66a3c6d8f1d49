//! The trait that `#[model]` implements for a struct with named fields.

use serde::{de::MapAccess, ser::SerializeMap};

use crate::change::NamedChange;
use crate::pairs::object_of_pairs;
use crate::{DataType, ErrorList, FieldError, ModelShape, Rules, ValidationErrors, read_value};

/// A struct with named fields that `#[model]` has made a data type.
///
/// Its values are read, written and described through [`DataTypeExt`](crate::DataTypeExt).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no model with named fields",
    label = "not a struct with `#[model]` above it"
)]
pub trait Model: DataType {
    /// The fields of the model, its names and its descriptions.
    const MODEL: &'static ModelShape;

    /// Reads the fields, each in its usual spelling: the fast pass, for the code that `#[model]` writes.
    ///
    /// # Errors
    ///
    /// If a value has another spelling, or a field is missing.
    #[doc(hidden)]
    fn read_fields<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error>;

    /// Writes the fields, for the code that `#[model]` writes.
    ///
    /// # Errors
    ///
    /// Errors of the serializer.
    #[doc(hidden)]
    fn write_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// Reads one field by its name, for [`Partial`](crate::Partial): the fast pass.
    ///
    /// # Errors
    ///
    /// If the value has another spelling, or there is no such field.
    #[doc(hidden)]
    fn read_change<'de, A: MapAccess<'de>>(
        name: &str,
        map: &mut A,
    ) -> Result<NamedChange<Self>, A::Error>;

    /// Swaps the values of these fields, given by their names on the wire, with those of `other`.
    #[doc(hidden)]
    fn exchange(&mut self, other: &mut Self, is_named: &dyn Fn(&str) -> bool);

    /// Runs the checks that look at the whole model.
    ///
    /// # Errors
    ///
    /// The error of the first check that fails.
    #[doc(hidden)]
    fn check_whole(&self) -> Result<(), FieldError>;

    /// Reads the decoded pairs of a query string, a form or headers, as FastAPI reads a model of parameters.
    ///
    /// A field that is a list or a set takes every value of its name; any other field takes the last one. FastAPI treats an empty
    /// text in a form as an absent field: leave out such pairs before the call.
    ///
    /// ```
    /// use twinlane_model::{Model, model};
    ///
    /// #[model]
    /// struct Filter {
    ///     #[field(default = 100, le = 100)]
    ///     limit: u32,
    ///     tags: Vec<String>,
    /// }
    ///
    /// let filter = Filter::from_pairs([("limit", "10"), ("tags", "a"), ("tags", "b")])?;
    /// assert_eq!((filter.limit, filter.tags.len()), (10, 2));
    /// # Ok::<(), twinlane_model::ValidationErrors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every error in the pairs.
    fn from_pairs<'p>(
        pairs: impl IntoIterator<Item = (&'p str, &'p str)>,
    ) -> Result<Self, ValidationErrors> {
        let mut errors = ErrorList::default();
        let object = object_of_pairs(Self::MODEL, pairs);
        read_value(&object, &Rules::NONE, &[], &mut errors)
            .ok_or_else(|| ValidationErrors::new(Self::MODEL.name, errors.into_errors()))
    }
}
