//! Shapes as JSON Schema.

use serde_json::{Map, Value};

use super::{definitions::Named, title::title_of};
use crate::shape::{EnumShape, FieldShape, ModelShape, Number, Rules, Shape};

/// What a parameter, a body or a response says of itself in its schema.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "written by the framework")]
pub struct FieldMeta<'a> {
    /// Its title. A reference has one only where [`explicit_title`](Self::explicit_title) says so.
    pub title: Option<&'a str>,
    /// Whether the title was written, not made of the name.
    pub explicit_title: bool,
    /// Its description.
    pub description: Option<&'a str>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its value where it is absent. `null` is not shown.
    pub default: Option<fn() -> Value>,
    /// What its value must satisfy.
    pub rules: Rules,
}

impl FieldMeta<'_> {
    /// Nothing said.
    pub const DEFAULT: Self = Self {
        title: None,
        explicit_title: false,
        description: None,
        deprecated: false,
        default: None,
        rules: Rules::NONE,
    };
}

/// Writes rules into the schema of a shape; those of an `Option` go into the alternative that is not `null`.
///
/// A rule that does not look at values of the shape is left out.
pub fn rules_into_schema(rules: &Rules, shape: &Shape, schema: &mut Map<String, Value>) {
    write_rules(rules, shape, schema, Style::Parameter);
}

/// The three places where schemas stand, and their habits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// In `components/schemas`: FastAPI writes every bound as a float.
    Component,
    /// In the description of an operation.
    Parameter,
    /// In a document of its own: a default of `null` is shown.
    Alone,
}

/// Writes schemas that refer to named ones through `reference`.
pub(super) struct Writer<R> {
    pub(super) style: Style,
    pub(super) reference: R,
}

impl<R: Fn(Named) -> String> Writer<R> {
    pub(super) fn shape(&self, shape: &'static Shape) -> Map<String, Value> {
        match shape {
            Shape::Any => Map::new(),
            Shape::Null => typed("null"),
            Shape::Bool => typed("boolean"),
            Shape::Int(_) => typed("integer"),
            Shape::Float | Shape::Float32 => typed("number"),
            Shape::Str => typed("string"),
            Shape::Optional(inner) => match inner {
                Shape::Null | Shape::Optional(_) => self.shape(inner),
                inner => object([("anyOf", vec![self.shape(inner), typed("null")].into())]),
            },
            Shape::List(inner) => object([
                ("items", self.shape(inner).into()),
                ("type", "array".into()),
            ]),
            Shape::Enum(shape) => self.refer(Named::Enum(shape)),
            Shape::Model(shape) => self.refer(Named::Model(shape)),
        }
    }

    /// A parameter, a body or a response: its title is left out beside a reference only.
    pub(super) fn parameter(
        &self,
        shape: &'static Shape,
        meta: &FieldMeta<'_>,
    ) -> Map<String, Value> {
        let shows_title = meta.explicit_title || !is_named(shape);
        let title = meta.title.filter(|_| shows_title).map(str::to_owned);
        self.described(shape, title, meta)
    }

    /// What a reference refers to.
    pub(super) fn named(&self, named: Named) -> Map<String, Value> {
        match named {
            Named::Enum(shape) => enumeration(shape),
            Named::Model(shape) => self.model(shape),
        }
    }

    pub(super) fn refer(&self, named: Named) -> Map<String, Value> {
        object([("$ref", (self.reference)(named).into())])
    }

    fn model(&self, shape: &'static ModelShape) -> Map<String, Value> {
        let properties = shape
            .fields
            .iter()
            .map(|field| (field.name.to_owned(), Value::Object(self.field(field))));
        let required: Vec<&str> = shape
            .fields
            .iter()
            .filter(|field| (field.required)())
            .map(|field| field.name)
            .collect();
        let mut schema = object([
            ("properties", Value::Object(properties.collect())),
            ("type", "object".into()),
        ]);
        insert(
            &mut schema,
            "required",
            Some(required).filter(|required| !required.is_empty()),
        );
        insert(&mut schema, "title", shape.title.or(Some(shape.name)));
        insert(&mut schema, "description", shape.description);
        schema
    }

    /// A field of a model: a title made of its name is left out beside a reference, optional or not.
    fn field(&self, field: &FieldShape) -> Map<String, Value> {
        let shape = (field.shape)();
        let made =
            || (!is_named(without_null(shape))).then(|| title_of(field.name).trim().to_owned());
        let title = field.title.map(str::to_owned).or_else(made);
        let meta = FieldMeta {
            description: field.description,
            deprecated: field.deprecated,
            default: field.default.or(if (field.required)() {
                None
            } else {
                Some(|| Value::Null)
            }),
            rules: field.rules,
            ..FieldMeta::DEFAULT
        };
        self.described(shape, title, &meta)
    }

    fn described(
        &self,
        shape: &'static Shape,
        title: Option<String>,
        meta: &FieldMeta<'_>,
    ) -> Map<String, Value> {
        let mut schema = self.shape(shape);
        write_rules(&meta.rules, shape, &mut schema, self.style);
        let default = meta.default.map(|default| default());
        insert(&mut schema, "title", title);
        insert(&mut schema, "description", meta.description);
        insert(
            &mut schema,
            "default",
            default.filter(|default| self.style == Style::Alone || !default.is_null()),
        );
        insert(&mut schema, "deprecated", meta.deprecated.then_some(true));
        schema
    }
}

fn enumeration(shape: &EnumShape) -> Map<String, Value> {
    let mut schema = object([
        ("type", "string".into()),
        ("enum", shape.values.into()),
        ("title", shape.title.unwrap_or(shape.name).into()),
    ]);
    insert(&mut schema, "description", shape.description);
    schema
}

fn write_rules(rules: &Rules, shape: &Shape, schema: &mut Map<String, Value>, style: Style) {
    let number = |bound: Option<Number>| bound.map(|bound| number(bound, style));
    match shape {
        Shape::Optional(inner) => {
            let branches = schema.get_mut("anyOf").and_then(Value::as_array_mut);
            match branches
                .and_then(|branches| branches.first_mut())
                .and_then(Value::as_object_mut)
            {
                Some(branch) => write_rules(rules, without_null(inner), branch, style),
                None => write_rules(rules, inner, schema, style),
            }
        }
        Shape::Int(_) | Shape::Float | Shape::Float32 => {
            insert(schema, "multipleOf", number(rules.multiple_of));
            insert(schema, "maximum", number(rules.le));
            insert(schema, "exclusiveMaximum", number(rules.lt));
            insert(schema, "minimum", number(rules.ge));
            insert(schema, "exclusiveMinimum", number(rules.gt));
        }
        Shape::Str => {
            insert(schema, "maxLength", rules.max_length);
            insert(schema, "minLength", rules.min_length);
        }
        Shape::List(_) => {
            insert(schema, "maxItems", rules.max_length);
            insert(schema, "minItems", rules.min_length);
        }
        Shape::Any | Shape::Null | Shape::Bool | Shape::Enum(_) | Shape::Model(_) => {}
    }
}

fn number(bound: Number, style: Style) -> Value {
    match bound {
        Number::Int(_) if style == Style::Component => bound.as_f64().into(),
        Number::Int(number) => {
            i64::try_from(number).map_or_else(|_| bound.as_f64().into(), Value::from)
        }
        Number::Float(number) => number.into(),
    }
}

fn is_named(shape: &Shape) -> bool {
    matches!(shape, Shape::Enum(_) | Shape::Model(_))
}

fn without_null(shape: &'static Shape) -> &'static Shape {
    match shape {
        Shape::Optional(inner) => without_null(inner),
        shape => shape,
    }
}

fn typed(name: &str) -> Map<String, Value> {
    object([("type", name.into())])
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Map<String, Value> {
    entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

fn insert(schema: &mut Map<String, Value>, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        schema.insert(key.to_owned(), value.into());
    }
}
