//! The schemas that have a name: which there are, and what each is called.

use indexmap::IndexMap;
use serde_json::Value;

use super::{
    Mode,
    write::{FieldMeta, Style, Writer},
};
use crate::shape::{EnumShape, ModelShape, Shape};

/// Collects the models and enums of an application, so that each gets a name of its own.
#[derive(Debug, Default)]
pub struct Definitions {
    entries: IndexMap<Key, Entry>,
}

impl Definitions {
    /// Knows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a shape and all that it is made of.
    pub fn collect(&mut self, shape: &'static Shape, mode: Mode) {
        if let Some(named) = named_in(shape) {
            self.enter(named, mode);
            for part in named.parts().into_values() {
                self.enter(part, mode);
            }
        }
    }

    /// Names what was collected.
    ///
    /// Types of one name in different modules are called `crate__module__Item`. A model that contains itself, or
    /// contains one that does, is two components where both sides use it: `Node-Input` and `Node-Output`. So FastAPI has it.
    #[must_use]
    pub fn finish(self) -> NamedDefinitions {
        let is_ambiguous = |key: &Key| {
            self.entries
                .keys()
                .filter(|other| other.name == key.name)
                .count()
                > 1
        };
        let names = self.entries.iter().map(|(key, entry)| {
            let name = if is_ambiguous(key) {
                format!("{}__{}", key.module.replace("::", "__"), key.name)
            } else {
                key.name.to_owned()
            };
            let is_split = entry.input && entry.output && entry.shape.reaches_cycle();
            (
                *key,
                Component {
                    name,
                    is_split,
                    used: *entry,
                },
            )
        });
        NamedDefinitions {
            components: names.collect(),
        }
    }

    fn enter(&mut self, shape: Named, mode: Mode) {
        let unused = Entry {
            shape,
            input: false,
            output: false,
        };
        let entry = self.entries.entry(shape.key()).or_insert(unused);
        match mode {
            Mode::Input => entry.input = true,
            Mode::Output => entry.output = true,
        }
    }
}

/// The named schemas of an application.
#[derive(Debug)]
pub struct NamedDefinitions {
    components: IndexMap<Key, Component>,
}

impl NamedDefinitions {
    /// The schema of a shape: a reference where it is a model or an enum.
    pub fn schema(&self, shape: &'static Shape, mode: Mode) -> Value {
        Value::Object(self.writer(mode, Style::Parameter).shape(shape))
    }

    /// The schema of a parameter, a body or a response.
    pub fn field(&self, shape: &'static Shape, meta: &FieldMeta<'_>, mode: Mode) -> Value {
        Value::Object(self.writer(mode, Style::Parameter).parameter(shape, meta))
    }

    /// The content of `components/schemas`, by name.
    pub fn components(&self) -> Vec<(String, Value)> {
        let mut components = Vec::new();
        for component in self.components.values() {
            let modes: &[Mode] = match component.used {
                _ if component.is_split => &[Mode::Input, Mode::Output],
                Entry { input: true, .. } => &[Mode::Input],
                Entry { .. } => &[Mode::Output],
            };
            for &mode in modes {
                let schema = self
                    .writer(mode, Style::Component)
                    .named(component.used.shape);
                components.push((component.name_for(mode), Value::Object(schema)));
            }
        }
        components.sort_by(|(name, _), (other, _)| name.cmp(other));
        components
    }

    fn writer(&self, mode: Mode, style: Style) -> Writer<impl Fn(Named) -> String> {
        Writer {
            style,
            reference: move |named: Named| {
                let component = self.components.get(&named.key());
                let name =
                    component.map_or_else(|| named.key().name.to_owned(), |it| it.name_for(mode));
                format!("#/components/schemas/{name}")
            },
        }
    }
}

/// A shape that is a component.
#[derive(Debug, Clone, Copy)]
pub(super) enum Named {
    Enum(&'static EnumShape),
    Model(&'static ModelShape),
}

impl Named {
    /// A constant may have several addresses: the path of the type tells shapes apart.
    pub(super) fn key(self) -> Key {
        match self {
            Self::Enum(EnumShape { name, module, .. })
            | Self::Model(ModelShape { name, module, .. }) => Key { module, name },
        }
    }

    /// The models and enums it is made of, directly or not; itself only if it contains itself.
    pub(super) fn parts(self) -> IndexMap<Key, Self> {
        let mut parts = IndexMap::new();
        self.add_parts(&mut parts);
        parts
    }

    fn add_parts(self, parts: &mut IndexMap<Key, Self>) {
        let Self::Model(shape) = self else {
            return;
        };
        for part in shape
            .fields
            .iter()
            .filter_map(|field| named_in((field.shape)()))
        {
            if parts.insert(part.key(), part).is_none() {
                part.add_parts(parts);
            }
        }
    }

    /// Whether it is, or has in it, a model that contains itself.
    fn reaches_cycle(self) -> bool {
        let parts = self.parts();
        parts.contains_key(&self.key())
            || parts
                .values()
                .any(|part| part.parts().contains_key(&part.key()))
    }
}

/// The path of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) module: &'static str,
    pub(super) name: &'static str,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    shape: Named,
    input: bool,
    output: bool,
}

#[derive(Debug)]
struct Component {
    name: String,
    is_split: bool,
    used: Entry,
}

impl Component {
    fn name_for(&self, mode: Mode) -> String {
        match mode {
            _ if !self.is_split => self.name.clone(),
            Mode::Input => format!("{}-Input", self.name),
            Mode::Output => format!("{}-Output", self.name),
        }
    }
}

/// A shape refers to one named shape at most.
fn named_in(shape: &'static Shape) -> Option<Named> {
    match shape {
        Shape::Optional(inner) | Shape::List(inner) => named_in(inner),
        Shape::Enum(shape) => Some(Named::Enum(shape)),
        Shape::Model(shape) => Some(Named::Model(shape)),
        Shape::Any
        | Shape::Null
        | Shape::Bool
        | Shape::Int(_)
        | Shape::Float
        | Shape::Float32
        | Shape::Str => None,
    }
}
