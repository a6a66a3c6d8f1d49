//! The types of fields, as generated code names them.
//!
//! It names the type of a field through one trait, at the place of the type: `<Image as FieldType>::next(map)`. The compiler says the same
//! error once, so that a type which is none is one error, however often the code needs it.

use serde::Serializer;
use serde::de::{Error, MapAccess, VariantAccess};
use serde::ser::SerializeMap;

use super::checks::{self, Checked};
use super::fields;
use super::parts::{Flatten, Parts};
use crate::change::{Change, NamedChange, change};
use crate::coerced::Coerced;
use crate::validation::field_holds;
use crate::{Data, DataType, FieldError, Model, ModelShape, Rules, Shape};

/// The type of a field: any data type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a data type: Twinlane cannot read, check or describe it",
    label = "not a data type",
    note = "a struct or an enum of your own becomes one with `#[model]` above it",
    note = "a type of another crate joins in a field: `#[field(foreign, schema = json!({{ \"type\": \"string\" }}))]`",
    note = "a text is a `String`, and a file of a form a parameter of its own: `photo: UploadFile`"
)]
pub trait FieldType: Sized {
    /// The shape of the type.
    const SHAPE: &'static Shape;

    /// The shape of the type, for tables of types that contain themselves.
    fn shape() -> &'static Shape;

    /// True if a field of the type without a default must be present.
    fn is_required() -> bool;

    /// Reads the value of the key that was read last.
    ///
    /// # Errors
    ///
    /// Those of the deserializer.
    fn next<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error>;

    /// Reads the value of a variant.
    ///
    /// # Errors
    ///
    /// Those of the deserializer.
    fn of_variant<'de, A: VariantAccess<'de>>(variant: A) -> Result<Self, A::Error>;

    /// The value of a field without a default: what was given, else what an absent value of the type is.
    ///
    /// # Errors
    ///
    /// If neither is there.
    fn given<E: Error>(slot: Option<Self>, name: &'static str) -> Result<Self, E>;

    /// Reads a new value for a field.
    ///
    /// # Errors
    ///
    /// Those of the deserializer.
    fn change<'de, T: 'static, A: MapAccess<'de>>(
        map: &mut A,
        field: fn(&mut T) -> &mut Self,
    ) -> Result<Box<dyn Change<T>>, A::Error>;

    /// Writes the value with its name.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write_entry<M: SerializeMap>(&self, map: &mut M, name: &'static str)
    -> Result<(), M::Error>;

    /// Writes the value.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// The value as JSON.
    fn to_json_value(&self) -> serde_json::Value;

    /// True if the rules of the field hold, and those inside the value.
    fn keeps(&self, rules: &Rules) -> bool;

    /// True if the rules inside the value hold.
    fn keeps_its_own(&self) -> bool;

    /// Runs a check of a field on a value that the slow pass has taken.
    ///
    /// # Errors
    ///
    /// Those of the check.
    fn check<X, F>(coerced: &Coerced<'_>, check: F) -> Result<(), FieldError>
    where
        Self: Checked<X>,
        X: ?Sized,
        F: FnOnce(&X) -> Result<(), FieldError>;
}

impl<T: DataType> FieldType for T {
    const SHAPE: &'static Shape = <T as DataType>::SHAPE;

    fn shape() -> &'static Shape {
        <T as DataType>::shape()
    }

    fn is_required() -> bool {
        fields::required::<T>()
    }

    #[inline]
    fn next<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error> {
        map.next_value().map(|Data(value)| value)
    }

    fn of_variant<'de, A: VariantAccess<'de>>(variant: A) -> Result<Self, A::Error> {
        variant.newtype_variant().map(|Data(value)| value)
    }

    #[inline]
    fn given<E: Error>(slot: Option<Self>, name: &'static str) -> Result<Self, E> {
        fields::given(slot, name)
    }

    fn change<'de, M: 'static, A: MapAccess<'de>>(
        map: &mut A,
        field: fn(&mut M) -> &mut Self,
    ) -> Result<Box<dyn Change<M>>, A::Error> {
        change(map, field)
    }

    #[inline]
    fn write_entry<M: SerializeMap>(
        &self,
        map: &mut M,
        name: &'static str,
    ) -> Result<(), M::Error> {
        map.serialize_entry(name, &Data(self))
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.write_to(serializer)
    }

    fn to_json_value(&self) -> serde_json::Value {
        super::to_value(self)
    }

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "the rules are a constant: see `Rules::hold`"
    )]
    fn keeps(&self, rules: &Rules) -> bool {
        field_holds(rules, self)
    }

    #[inline]
    fn keeps_its_own(&self) -> bool {
        self.holds()
    }

    fn check<X, F>(coerced: &Coerced<'_>, check: F) -> Result<(), FieldError>
    where
        Self: Checked<X>,
        X: ?Sized,
        F: FnOnce(&X) -> Result<(), FieldError>,
    {
        checks::check::<T, X, F>(coerced, check)
    }
}

/// The type of a flattened field: a model with named fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be flattened: it is no model with named fields",
    label = "not a struct with `#[model]` above it",
    note = "the fields of a flattened model stand among those of the other; an enum, a list or a text has none: leave `flatten` out",
    note = "a map that keeps the keys which are no field is marked `#[field(extra)]`"
)]
pub trait FlattenedType: Sized {
    /// The values that have been read so far.
    type Slots;

    /// The first number that is no place.
    const PLACES: usize;

    /// Its table.
    const MODEL: &'static ModelShape;

    /// Nothing has been read.
    fn slots() -> Self::Slots;

    /// The place of the field that the key names.
    fn place_of(key: &str) -> usize;

    /// Reads the value of the field at this place.
    ///
    /// # Errors
    ///
    /// As [`Parts::read_place`].
    fn read_place<'de, A: MapAccess<'de>>(
        slots: &mut Self::Slots,
        place: usize,
        map: &mut A,
    ) -> Result<(), A::Error>;

    /// The value that the slots make.
    ///
    /// # Errors
    ///
    /// As [`Parts::finish`].
    fn finish<E: Error>(slots: Self::Slots) -> Result<Self, E>;

    /// Writes the fields.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write_parts<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// Writes what is made of the fields.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write_computed<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// Runs the checks of the whole.
    ///
    /// # Errors
    ///
    /// Those of the first that fails.
    fn check(&self) -> Result<(), FieldError>;

    /// True if the rules inside it hold.
    fn keeps_its_own(&self) -> bool;

    /// True if it has a field of this name on the wire.
    fn has_field(name: &str) -> bool;

    /// Reads a new value for a field of it.
    ///
    /// # Errors
    ///
    /// Those of the deserializer.
    fn change<'de, T: 'static, A: MapAccess<'de>>(
        name: &str,
        map: &mut A,
        part: fn(&mut T) -> &mut Self,
    ) -> Result<NamedChange<T>, A::Error>;

    /// Exchanges the fields that are named.
    fn exchange(&mut self, other: &mut Self, is_named: &dyn Fn(&str) -> bool);
}

impl<T: Flatten> FlattenedType for T {
    type Slots = <T as Parts>::Slots;

    const PLACES: usize = <T as Parts>::PLACES;
    const MODEL: &'static ModelShape = <T as Model>::MODEL;

    #[inline]
    fn slots() -> Self::Slots {
        <T as Parts>::slots()
    }

    #[inline]
    fn place_of(key: &str) -> usize {
        <T as Parts>::place_of(key)
    }

    #[inline]
    fn read_place<'de, A: MapAccess<'de>>(
        slots: &mut Self::Slots,
        place: usize,
        map: &mut A,
    ) -> Result<(), A::Error> {
        <T as Parts>::read_place(slots, place, map)
    }

    #[inline]
    fn finish<E: Error>(slots: Self::Slots) -> Result<Self, E> {
        <T as Parts>::finish(slots)
    }

    #[inline]
    fn write_parts<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        Flatten::write_parts(self, map)
    }

    #[inline]
    fn write_computed<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        Flatten::write_computed(self, map)
    }

    fn check(&self) -> Result<(), FieldError> {
        Flatten::check(self)
    }

    fn keeps_its_own(&self) -> bool {
        self.holds()
    }

    fn has_field(name: &str) -> bool {
        super::has_field::<T>(name)
    }

    fn change<'de, M: 'static, A: MapAccess<'de>>(
        name: &str,
        map: &mut A,
        part: fn(&mut M) -> &mut Self,
    ) -> Result<NamedChange<M>, A::Error> {
        super::change_of_part(name, map, part)
    }

    fn exchange(&mut self, other: &mut Self, is_named: &dyn Fn(&str) -> bool) {
        Model::exchange(self, other, is_named);
    }
}

/// The type that a variant of a tagged enum holds: a model with named fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no fields beside which the tag could stand: it is no model with named fields",
    label = "not a struct with `#[model]` above it",
    note = "write `#[model]` above `struct {Self}`, or give the variant fields of its own"
)]
pub trait VariantModel: Sized {
    /// Its table.
    const MODEL: &'static ModelShape;

    /// Reads the value of a variant.
    ///
    /// # Errors
    ///
    /// Those of the deserializer.
    fn of_variant<'de, A: VariantAccess<'de>>(variant: A) -> Result<Self, A::Error>;

    /// Reads its fields.
    ///
    /// # Errors
    ///
    /// As [`Model::read_fields`].
    fn read_fields<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error>;

    /// Writes its fields.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// True if the rules of the variant hold, and those inside the value.
    fn keeps(&self, rules: &Rules) -> bool;
}

#[diagnostic::do_not_recommend]
impl<T: Model> VariantModel for T {
    const MODEL: &'static ModelShape = <T as Model>::MODEL;

    fn of_variant<'de, A: VariantAccess<'de>>(variant: A) -> Result<Self, A::Error> {
        FieldType::of_variant(variant)
    }

    #[inline]
    fn read_fields<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error> {
        <T as Model>::read_fields(map)
    }

    #[inline]
    fn write_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        Model::write_fields(self, map)
    }

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "the rules are a constant: see `Rules::hold`"
    )]
    fn keeps(&self, rules: &Rules) -> bool {
        field_holds(rules, self)
    }
}
