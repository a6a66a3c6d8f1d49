//! The names that are given in a value, in the order they came.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The part of a value that is given.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FieldsSet {
    /// All of it.
    Whole,
    /// These fields of a model, or these keys of a map.
    Object(Vec<(String, FieldsSet)>),
    /// The items of a list.
    Items(Vec<FieldsSet>),
}

/// As a [`FieldsSet`], to be asked for many names.
pub(crate) enum ByName<'f> {
    /// Of names that come twice, the last.
    Object(HashMap<&'f str, &'f FieldsSet>),
    Other(&'f FieldsSet),
}

impl<'f> ByName<'f> {
    /// As [`FieldsSet::get`].
    pub(crate) fn get(&self, name: &str) -> Option<&'f FieldsSet> {
        match self {
            Self::Object(names) => names.get(name).copied(),
            Self::Other(tree) => tree.get(name),
        }
    }
}

impl FieldsSet {
    /// The part that is given of the field of this name on the wire. `None`: nothing.
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

    /// The same parts for many names.
    pub(crate) fn by_name(&self) -> ByName<'_> {
        match self {
            Self::Object(pairs) => {
                let pairs = pairs.iter().map(|(name, tree)| (name.as_str(), tree));
                ByName::Object(pairs.collect())
            }
            Self::Whole | Self::Items(_) => ByName::Other(self),
        }
    }

    /// The part that is given of the item at this place.
    pub(crate) fn item(&self, place: usize) -> Option<&Self> {
        match self {
            Self::Items(items) => items.get(place),
            Self::Whole | Self::Object(_) => None,
        }
    }

    /// True if all that `wanted` names is given.
    pub(crate) fn covers(&self, wanted: &Self) -> bool {
        match wanted {
            Self::Object(pairs) => pairs.iter().all(|(name, wanted)| {
                self.get(name)
                    .is_some_and(|below| matches!(wanted, Self::Whole) || below.covers(wanted))
            }),
            Self::Whole | Self::Items(_) => true,
        }
    }

    /// Adds what `more` names.
    pub(crate) fn add(&mut self, more: Self) {
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

impl<'de> Deserialize<'de> for FieldsSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = FieldsSet;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("names")
    }

    fn visit_unit<E: Error>(self) -> Result<FieldsSet, E> {
        Ok(FieldsSet::Whole)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<FieldsSet, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(FieldsSet::Items(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<FieldsSet, A::Error> {
        let mut object = Vec::new();
        while let Some(pair) = pairs.next_entry()? {
            object.push(pair);
        }
        Ok(FieldsSet::Object(object))
    }
}
