//! The shapes that have a name in a document, and what they are made of.

use indexmap::IndexMap;

use crate::mode::Mode;
use crate::shape::{EnumShape, ModelShape, Shape, UnionShape};

/// A shape that is a component.
#[derive(Debug, Clone, Copy)]
pub(super) enum Named {
    Enum(&'static EnumShape),
    Model(&'static ModelShape),
    /// A union that contains itself: Python has a name for such a type, too.
    Union(&'static UnionShape),
}

pub(super) type Parts = IndexMap<Key, Named>;

impl Named {
    /// A constant may have several addresses: the path of the type tells shapes apart.
    pub(super) fn key(self) -> Key {
        let (module, name) = match self {
            Self::Enum(shape) => (shape.module, shape.name.to_owned()),
            Self::Model(shape) => (shape.module, shape.full_name()),
            Self::Union(shape) => (shape.module, shape.name.to_owned()),
        };
        let partial = matches!(self, Self::Model(shape) if shape.partial);
        Key {
            module,
            name,
            partial,
        }
    }

    /// The models and enums it is made of, directly or not; itself only if it contains itself.
    pub(super) fn parts(self, mode: Mode) -> Parts {
        let mut parts = Parts::new();
        self.add_own_parts(mode, &mut parts);
        parts
    }

    pub(super) fn add_own_parts(self, mode: Mode, parts: &mut Parts) {
        match self {
            Self::Enum(_) => {}
            Self::Model(shape) => {
                let fields = shape.fields.iter().map(|field| field.shape);
                let computed = match mode {
                    Mode::Input => &[],
                    Mode::Output => shape.computed,
                };
                let computed = computed.iter().map(|computed| computed.shape);
                fields
                    .chain(computed)
                    .for_each(|shape| add_parts(shape(), mode, parts));
            }
            Self::Union(shape) => shape
                .arms
                .iter()
                .for_each(|arm| add_parts(arm(), mode, parts)),
        }
    }
}

/// The path of a type, with the types it is generic over.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) module: &'static str,
    pub(super) name: String,
    /// True if it is a [`Partial`](crate::Partial), which may have been given the name of another type.
    pub(super) partial: bool,
}

/// `Page[Item]` is called `Page_Item_` in a document.
pub(super) fn definition_name(name: &str) -> String {
    let word = |character: char| {
        if character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.') {
            character
        } else {
            '_'
        }
    };
    name.chars().map(word).collect()
}

/// Adds the models and enums that a shape is made of, directly or not. What is received has no computed fields.
pub(super) fn add_parts(shape: &'static Shape, mode: Mode, parts: &mut Parts) {
    match shape {
        Shape::Enum(shape) if !shape.literal => {
            let named = Named::Enum(shape);
            parts.insert(named.key(), named);
        }
        Shape::Model(shape) => add_named(Named::Model(shape), mode, parts),
        Shape::Union(shape) if shape.is_recursive() => add_named(Named::Union(shape), mode, parts),
        Shape::Tagged(shape) => {
            let arms = shape.arms.iter();
            arms.for_each(|arm| add_named(Named::Model(arm()), mode, parts));
        }
        // It is written as a text.
        Shape::Secret(_) => {}
        _ => shape.parts().for_each(|part| add_parts(part, mode, parts)),
    }
}

fn add_named(named: Named, mode: Mode, parts: &mut Parts) {
    if parts.insert(named.key(), named).is_none() {
        named.add_own_parts(mode, parts);
    }
}
