//! The names that are given in a value, in the order they came.

use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::coerced::Coerced;

/// What is given of a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree {
    /// All of it.
    Whole,
    /// These fields of a model, or these keys of a map.
    Object(Vec<(String, Tree)>),
    /// The items of a list.
    Items(Vec<Tree>),
}

impl Tree {
    /// What is given in a value that the slow pass has taken.
    pub(crate) fn of(coerced: &Coerced<'_>) -> Self {
        let object = |pairs: &[(std::borrow::Cow<'_, str>, Coerced<'_>)]| {
            let pairs = pairs.iter();
            Self::Object(
                pairs
                    .map(|(name, value)| (name.clone().into_owned(), Self::of(value)))
                    .collect(),
            )
        };
        match coerced {
            Coerced::Map(pairs) => object(pairs),
            Coerced::Model(model) => object(&model.0),
            Coerced::List(items) => Self::Items(items.iter().map(Self::of).collect()),
            Coerced::Arm(_, inner) => Self::of(inner),
            Coerced::Null
            | Coerced::Bool(_)
            | Coerced::Int(_)
            | Coerced::Uint(_)
            | Coerced::Float(_)
            | Coerced::Text(_)
            | Coerced::Raw(_) => Self::Whole,
        }
    }

    /// The same, as a value that a deserializer hands over.
    pub(crate) fn into_coerced(self) -> Coerced<'static> {
        match self {
            Self::Whole => Coerced::Null,
            Self::Object(pairs) => {
                let pairs = pairs.into_iter();
                Coerced::Map(
                    pairs
                        .map(|(name, below)| (name.into(), below.into_coerced()))
                        .collect(),
                )
            }
            Self::Items(items) => {
                Coerced::List(items.into_iter().map(Self::into_coerced).collect())
            }
        }
    }

    /// What is given of the field of this name on the wire. `None`: nothing.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Whole => Some(self),
            Self::Object(pairs) => {
                let mut pairs = pairs.iter().rev();
                pairs.find(|(known, _)| known == name).map(|(_, tree)| tree)
            }
            Self::Items(_) => None,
        }
    }

    /// What is given of the item at this place.
    pub(crate) fn item(&self, place: usize) -> Option<&Self> {
        match self {
            Self::Items(items) => items.get(place),
            Self::Whole | Self::Object(_) => None,
        }
    }

    /// True if all that `wanted` names is given.
    pub(super) fn covers(&self, wanted: &Self) -> bool {
        match wanted {
            Self::Object(pairs) => pairs.iter().all(|(name, wanted)| {
                self.get(name)
                    .is_some_and(|below| matches!(wanted, Self::Whole) || below.covers(wanted))
            }),
            Self::Whole | Self::Items(_) => true,
        }
    }

    /// Adds what `more` names.
    pub(super) fn add(&mut self, more: Self) {
        match (self, more) {
            (Self::Object(pairs), Self::Object(more)) => {
                for (name, tree) in more {
                    match pairs.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, known)) => known.add(tree),
                        None => pairs.push((name, tree)),
                    }
                }
            }
            (Self::Whole, _) => {}
            (whole, _) => *whole = Self::Whole,
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Tree;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("names")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Whole)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::Items(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Tree, A::Error> {
        let mut object = Vec::new();
        while let Some(pair) = pairs.next_entry()? {
            object.push(pair);
        }
        Ok(Tree::Object(object))
    }
}
