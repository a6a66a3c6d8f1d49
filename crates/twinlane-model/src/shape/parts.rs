//! The shapes that a shape is made of.

use super::{IntWidth, Shape};

/// An arm of a union, which may contain the union.
type Arm = fn() -> &'static Shape;

impl Shape {
    /// True if the value may contain a whole number of any size. Such a number is written as digits, because no `Serializer` has so large a
    /// number. Models in the value are not searched.
    pub fn has_long_integers(&self) -> bool {
        match self {
            Self::Int(width) => *width == IntWidth::UNBOUNDED,
            _ => self.parts().any(Self::has_long_integers),
        }
    }

    /// The shapes that it is made of. Models have fields, of which each walk has its own rules.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &'static Self> {
        let none = [None, None];
        let (within, places, arms): (_, &[&'static Self], &[Arm]) = match self {
            Self::Optional(inner)
            | Self::List(inner)
            | Self::Array(inner, _)
            | Self::Set(inner)
            | Self::Json(inner)
            | Self::Secret(inner) => ([Some(*inner), None], &[], &[]),
            Self::Map(key, inner) => ([Some(*key), Some(*inner)], &[], &[]),
            Self::Checked(checked) => ([Some(checked.shape), None], &[], &[]),
            Self::Tuple(places) => (none, places, &[]),
            Self::Union(union) => (none, &[], union.arms),
            Self::Any
            | Self::Null
            | Self::Bool
            | Self::Int(_)
            | Self::Float
            | Self::Float32
            | Self::Str
            | Self::Scalar(_)
            | Self::Foreign(_)
            | Self::Enum(_)
            | Self::Model(_)
            | Self::Tagged(_) => (none, &[], &[]),
        };
        let within = within.into_iter().flatten();
        let arms = arms.iter().map(|arm| arm());
        within.chain(places.iter().copied()).chain(arms)
    }
}

/// The models and unions that a walk has met, by their addresses: one that contains itself is looked at once.
#[derive(Debug, Default)]
pub(crate) struct Seen(Vec<usize>);

impl Seen {
    /// True if it was not met before.
    pub(crate) fn is_new<T>(&mut self, table: &'static T) -> bool {
        let address = std::ptr::from_ref(table).addr();
        let is_new = !self.0.contains(&address);
        if is_new {
            self.0.push(address);
        }
        is_new
    }
}
