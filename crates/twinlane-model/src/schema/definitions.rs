//! The schemas that have a name: which there are, and what each is called.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::named::{Key, Named, Parts, add_parts, definition_name};
use super::style::Style;
use super::write::{FieldMeta, Writer};
use crate::mode::Mode;
use crate::shape::{FieldShape, ModelShape, Shape};

/// Collects the models and enums of an application, and gives each a unique name.
#[derive(Debug, Default)]
pub struct Definitions {
    entries: IndexMap<Key, Entry>,
    is_joined: bool,
}

impl Definitions {
    /// An empty collection. Types that are read and written differently get two schemas.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty collection that uses one schema for input and output, except for models with computed fields, and for models that contain one.
    pub fn joined() -> Self {
        Self {
            is_joined: true,
            ..Self::default()
        }
    }

    /// Adds a shape and all the types in it.
    pub fn collect(&mut self, shape: &'static Shape, mode: Mode) {
        let whole = side(self.is_joined, shape, mode);
        let mut parts = Parts::new();
        add_parts(shape, whole, &mut parts);
        for part in parts.into_values() {
            self.enter(part, whole);
        }
        if self.is_joined {
            self.enter_alone(shape, mode);
        }
    }

    /// Names the collected types.
    ///
    /// Types with the same name in different modules are called `crate__module__Item`. A model used for input and output becomes two
    /// components, `Node-Input` and `Node-Output`, if it, or a model in it, is recursive or has different schemas for input and output.
    /// FastAPI does the same.
    #[must_use]
    pub fn finish(self) -> NamedDefinitions {
        let is_ambiguous = |key: &Key| {
            self.entries
                .keys()
                .filter(|other| definition_name(&other.name) == definition_name(&key.name))
                .count()
                > 1
        };
        let names = self.entries.iter().map(|(key, entry)| {
            let name = if is_ambiguous(key) {
                let module = key.module.replace("::", "__");
                let partial = if key.partial { "Partial_" } else { "" };
                format!("{module}__{partial}{}", definition_name(&key.name))
            } else {
                definition_name(&key.name)
            };
            let is_split = entry.input && entry.output && entry.shape.has_two_sides();
            (
                key.clone(),
                Component {
                    name,
                    is_split,
                    used: *entry,
                },
            )
        });
        NamedDefinitions {
            components: names.collect(),
            is_joined: self.is_joined,
        }
    }

    /// Takes in each part by itself: one without computed fields is described as received beside the way that the whole is.
    fn enter_alone(&mut self, shape: &'static Shape, mode: Mode) {
        let mut parts = Parts::new();
        add_parts(shape, Mode::Input, &mut parts);
        for part in parts.into_values() {
            self.enter(part, part.side(mode));
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
    is_joined: bool,
}

impl NamedDefinitions {
    /// The schema of a shape: a reference if the shape is a model or an enum.
    pub fn schema(&self, shape: &'static Shape, mode: Mode) -> Value {
        let mode = side(self.is_joined, shape, mode);
        Value::Object(self.writer(mode, Style::Parameter).shape(shape))
    }

    /// The schema of a parameter, a body or a response.
    pub fn field(&self, shape: &'static Shape, meta: &FieldMeta<'_>, mode: Mode) -> Value {
        let mode = side(self.is_joined, shape, mode);
        Value::Object(self.writer(mode, Style::Parameter).parameter(shape, meta))
    }

    /// The schema of a model's field that is sent as a separate parameter.
    pub fn model_field(&self, field: &FieldShape) -> Value {
        let writer = self.writer(Mode::Input, Style::Parameter);
        Value::Object(writer.field(field, false))
    }

    /// The schema of a model as input, as in its component.
    pub fn model(&self, model: &'static ModelShape) -> Map<String, Value> {
        let writer = self.writer(Mode::Input, Style::Component);
        writer.named(Named::Model(model))
    }

    /// The schema of a property of a component that is no model: a body of several parameters.
    pub fn property(&self, shape: &'static Shape, name: &str, meta: &FieldMeta<'_>) -> Value {
        let writer = self.writer(Mode::Input, Style::Component);
        Value::Object(writer.property(shape, name, meta))
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
            mode,
            style,
            reference: move |named: Named| {
                let component = self.components.get(&named.key());
                let name = component.map_or_else(
                    || definition_name(&named.key().name),
                    |it| it.name_for(mode),
                );
                format!("#/components/schemas/{name}")
            },
        }
    }
}

/// The side that describes a shape: if the sides are joined, they are so but for what has computed fields anywhere.
fn side(is_joined: bool, shape: &'static Shape, mode: Mode) -> Mode {
    let mut parts = Parts::new();
    if is_joined {
        add_parts(shape, Mode::Input, &mut parts);
    }
    if !is_joined || parts.values().any(|part| part.is_computed()) {
        mode
    } else {
        Mode::Input
    }
}

impl Named {
    /// The side that describes it by itself where the sides are joined.
    fn side(self, mode: Mode) -> Mode {
        let parts = self.parts(Mode::Input);
        if self.is_computed() || parts.values().any(|part| part.is_computed()) {
            mode
        } else {
            Mode::Input
        }
    }

    fn is_computed(self) -> bool {
        matches!(self, Self::Model(model) if !model.computed.is_empty())
    }

    /// True if what is sent and what is received are described differently: here, or in what it is made of. FastAPI
    /// also takes apart a model that contains itself, though both halves are equal.
    fn has_two_sides(self) -> bool {
        let parts = self.parts(Mode::Output);
        let differs = |named: &Self| {
            let side = |mode| {
                let writer = Writer {
                    mode,
                    style: Style::Component,
                    reference: |named: Self| named.key().name,
                };
                writer.named(*named)
            };
            side(Mode::Input) != side(Mode::Output)
        };
        let is_cyclic = |named: &Self| named.parts(Mode::Output).contains_key(&named.key());
        std::iter::once(&self)
            .chain(parts.values())
            .any(|named| differs(named) || is_cyclic(named))
    }
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
