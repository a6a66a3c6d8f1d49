//! A parameter after startup: where exactly its value is.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;
use twinlane_model::DataType;
use twinlane_model::shape::Rules;
use twinlane_web::Convertor;

use super::declared::ParameterCheck;
use super::place::Place;
use super::{Extract, GroupNames};
use crate::scopes::SecurityScopes;

/// A parameter whose source has been decided.
#[derive(Debug)]
pub struct Slot {
    pub(crate) source: SlotSource,
    /// The name on the wire.
    pub(crate) name: &'static str,
    /// Further names, each tried where the ones before are not there.
    pub(crate) other_names: &'static [&'static str],
    pub(crate) rules: Rules,
    pub(crate) default: Option<fn() -> Value>,
    pub(crate) check: Option<ParameterCheck>,
    /// True if it must be sent.
    pub(crate) required: bool,
    /// True if its type is a list in a text: an empty text is none.
    pub(crate) is_list_in_text: bool,
    /// True if its type takes the content of a file as it is.
    pub(crate) takes_bytes: bool,
}

/// The place of the value.
#[derive(Debug)]
pub(crate) enum SlotSource {
    /// The path parameter at this place of the whole template.
    Path { place: usize, convertor: Convertor },
    /// One of the values of this name.
    One(Place),
    /// All values of this name.
    All(Place),
    /// Everything that was sent there: the fields of a model.
    Group(GroupNames),
    /// The whole body.
    Body,
    /// A key of the body.
    BodyKey,
    /// The body as it arrives.
    RawBody,
    /// The value that the extractor at this place has read.
    Extracted { place: usize, extract: Extract },
    /// The value of this dependency of the operation.
    Dependency { node: usize },
    /// The replacement that a test has given.
    Overridden(Arc<dyn Any + Send + Sync>),
    /// The scopes that are needed here.
    Scopes(SecurityScopes),
    /// Nothing of its own: it is made for the operation.
    Nothing,
    /// This value of the application.
    State(Arc<dyn Any + Send + Sync>),
    /// A value of this type that is made at the start, and is a `State` from then on.
    StateOfStart(TypeId),
}

/// The values that are taken as `State`, by their types.
pub(crate) type States = HashMap<TypeId, Arc<dyn Any + Send + Sync>>;

impl Slot {
    /// Puts the value that was made at the start in its place, if this is one.
    pub(crate) fn fill(&mut self, values: &States) {
        if let SlotSource::StateOfStart(id) = &self.source
            && let Some(value) = values.get(id)
        {
            self.source = SlotSource::State(Arc::clone(value));
        }
    }

    pub(crate) fn is_extracted(&self) -> bool {
        matches!(self.source, SlotSource::Extracted { .. })
    }

    /// The name by which it was sent: the first that `is_sent`, or else the first of all.
    pub(super) fn sent_name(&self, is_sent: impl Fn(&str) -> bool) -> &'static str {
        if self.other_names.is_empty() {
            return self.name;
        }
        let names = std::iter::once(self.name).chain(self.other_names.iter().copied());
        let mut sent = names.filter(|name| is_sent(name));
        sent.next().unwrap_or(self.name)
    }

    /// The value of a parameter that was not sent, where it may be absent.
    pub(super) fn when_absent<T: DataType>(&self) -> Option<T> {
        match self.default {
            Some(default) => T::read_from(default()).ok(),
            None if self.required => None,
            None => T::absent(),
        }
    }
}
