//! Shapes as JSON Schema.

use serde_json::{Map, Value};

use super::keywords::{add, any_of, insert, object, put_last, shown, typed};
use super::named::Named;
use super::rules::{last_step, write_rules};
use super::style::Style;
use super::title::title_of;
use super::values::{enumeration, tag_property, values};
use crate::mode::Mode;
use crate::shape::{
    Access, ComputedShape, Extra, FieldShape, ModelShape, Rules, Shape, TaggedShape, UnionShape,
};

/// The schema keywords of a parameter, a body or a response, beyond those of its type.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct FieldMeta<'a> {
    /// The title. A reference has one only if [`explicit_title`](Self::explicit_title) is true.
    pub title: Option<&'a str>,
    /// True if the title was written by hand, not made of the name.
    pub explicit_title: bool,
    /// The description.
    pub description: Option<&'a str>,
    /// True if the parameter, body or response is deprecated.
    pub deprecated: bool,
    /// The default value. `null` is not shown.
    pub default: Option<fn() -> Value>,
    /// The rules of the value.
    pub rules: Rules,
}

impl FieldMeta<'_> {
    /// No keywords.
    pub const DEFAULT: Self = Self {
        title: None,
        explicit_title: false,
        description: None,
        deprecated: false,
        default: None,
        rules: Rules::NONE,
    };
}

/// Writes schemas that refer to named ones through `reference`.
pub(super) struct Writer<R> {
    pub(super) mode: Mode,
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
            Shape::Scalar(scalar) | Shape::Foreign(scalar) => (scalar.schema)(self.mode),
            Shape::Optional(inner) => match inner {
                Shape::Null | Shape::Optional(_) => self.shape(inner),
                inner => any_of(vec![self.shape(inner), typed("null")]),
            },
            Shape::List(inner) => self.list(inner),
            Shape::Array(inner, length) => {
                let mut schema = self.list(inner);
                insert(&mut schema, "minItems", Some(*length));
                insert(&mut schema, "maxItems", Some(*length));
                schema
            }
            Shape::Set(inner) => object([
                ("type", "array".into()),
                ("uniqueItems", true.into()),
                ("items", self.shape(inner).into()),
            ]),
            Shape::Map(key, inner) => self.map(key, inner),
            Shape::Tuple(shapes) => self.tuple(shapes),
            Shape::Json(inner) => self.json(inner),
            Shape::Secret(_) => object([
                ("type", "string".into()),
                ("writeOnly", true.into()),
                ("format", "password".into()),
            ]),
            Shape::Enum(shape) if shape.literal => values(shape),
            Shape::Enum(shape) => self.refer(Named::Enum(shape)),
            Shape::Model(shape) => self.refer(Named::Model(shape)),
            Shape::Union(shape) if shape.is_recursive() => self.refer(Named::Union(shape)),
            Shape::Union(shape) => self.union(shape),
            Shape::Tagged(shape) => self.tagged(shape),
            Shape::Checked(checked) => {
                let mut schema = self.ruled(checked.shape, &checked.rules);
                add(&mut schema, checked.more);
                schema
            }
        }
    }

    /// A shape with rules.
    fn ruled(&self, shape: &'static Shape, rules: &Rules) -> Map<String, Value> {
        if self.mode == Mode::Output
            && let Some(schema) = last_step(rules, shape)
        {
            return schema;
        }
        let mut schema = self.shape(shape);
        write_rules(rules, shape, &mut schema, self.style);
        schema
    }

    /// A parameter, a body or a response: its title is left out beside a reference only.
    pub(super) fn parameter(
        &self,
        shape: &'static Shape,
        meta: &FieldMeta<'_>,
    ) -> Map<String, Value> {
        let shows_title = meta.explicit_title
            || !has_own_title(shape)
                && (!is_named(shape) || last_step(&meta.rules, shape).is_some());
        let title = meta.title.filter(|_| shows_title).map(str::to_owned);
        self.described(shape, title, meta)
    }

    /// A property of a component: a title made of its name is left out beside a reference, optional or not.
    pub(super) fn property(
        &self,
        shape: &'static Shape,
        name: &str,
        meta: &FieldMeta<'_>,
    ) -> Map<String, Value> {
        let title = meta.title.map(str::to_owned);
        self.described(
            shape,
            title.or_else(|| self.made_title(shape, &meta.rules, name)),
            meta,
        )
    }

    /// The schema that a reference refers to.
    pub(super) fn named(&self, named: Named) -> Map<String, Value> {
        match named {
            Named::Enum(shape) => enumeration(shape),
            Named::Model(shape) => self.model(shape),
            Named::Union(shape) => self.union(shape),
        }
    }

    pub(super) fn refer(&self, named: Named) -> Map<String, Value> {
        object([("$ref", (self.reference)(named).into())])
    }

    fn union(&self, shape: &'static UnionShape) -> Map<String, Value> {
        any_of(shape.arms.iter().map(|arm| self.shape(arm())).collect())
    }

    fn list(&self, inner: &'static Shape) -> Map<String, Value> {
        object([
            ("type", "array".into()),
            ("items", self.shape(inner).into()),
        ])
    }

    /// The schema of a map. Keys get a schema of their own if they are not any text.
    fn map(&self, key: &'static Shape, inner: &'static Shape) -> Map<String, Value> {
        let values = match self.shape(inner) {
            values if values.is_empty() => true.into(),
            values => Value::Object(values),
        };
        let mut schema = typed("object");
        let mut keys = self.shape(key);
        keys.shift_remove("type");
        if !keys.is_empty() && !keys.contains_key("anyOf") {
            insert(&mut schema, "propertyNames", Some(keys));
        }
        insert(&mut schema, "additionalProperties", Some(values));
        schema
    }

    fn tuple(&self, shapes: &'static [&'static Shape]) -> Map<String, Value> {
        let parts: Vec<Value> = shapes
            .iter()
            .map(|shape| Value::Object(self.shape(shape)))
            .collect();
        object([
            ("type", "array".into()),
            ("prefixItems", parts.into()),
            ("minItems", shapes.len().into()),
            ("maxItems", shapes.len().into()),
        ])
    }

    fn json(&self, inner: &'static Shape) -> Map<String, Value> {
        match self.mode {
            Mode::Output => self.shape(inner),
            Mode::Input => object([
                ("type", "string".into()),
                ("contentMediaType", "application/json".into()),
                ("contentSchema", self.shape(inner).into()),
            ]),
        }
    }

    fn tagged(&self, shape: &'static TaggedShape) -> Map<String, Value> {
        let mut references: Vec<Value> = Vec::new();
        let mut mapping = Map::new();
        for arm in shape.arms {
            let model = arm();
            let reference = (self.reference)(Named::Model(model));
            for tag in model.tag.map_or(&[][..], |tag| tag.values) {
                insert(&mut mapping, tag, Some(reference.as_str()));
            }
            references.push(object([("$ref", reference.into())]).into());
        }
        let discriminator = object([
            ("propertyName", shape.tag.into()),
            ("mapping", mapping.into()),
        ]);
        object([
            ("oneOf", references.into()),
            ("discriminator", discriminator.into()),
        ])
    }

    fn model(&self, shape: &'static ModelShape) -> Map<String, Value> {
        let mut properties = Map::new();
        let mut required = Vec::new();
        if let Some(tag) = &shape.tag {
            properties.insert(tag.name.to_owned(), tag_property(tag));
            required.push(tag.name);
        }
        for field in shape.fields.iter().filter(|field| self.shows(field)) {
            let name = self.name(field);
            let property = self.field(field, shape.partial);
            properties.insert(name.to_owned(), Value::Object(property));
            if (field.required)() && !shape.partial {
                required.push(name);
            }
        }
        if self.mode == Mode::Output {
            for computed in shape.computed {
                properties.insert(computed.name.to_owned(), self.computed(computed).into());
                required.push(computed.name);
            }
        }
        let mut schema = object([
            ("properties", Value::Object(properties)),
            ("type", "object".into()),
        ]);
        insert(
            &mut schema,
            "required",
            Some(required).filter(|required| !required.is_empty()),
        );
        match shape.extra {
            Extra::Ignore => {}
            Extra::Forbid => insert(&mut schema, "additionalProperties", Some(false)),
            Extra::Allow(inner) => {
                let inner = self.shape(inner());
                let any = inner.is_empty();
                let inner = if any {
                    true.into()
                } else {
                    Value::Object(inner)
                };
                insert(&mut schema, "additionalProperties", Some(inner));
            }
        }
        let title = shape.title.map_or_else(|| shape.full_name(), str::to_owned);
        insert(&mut schema, "title", Some(title));
        insert(&mut schema, "description", shape.description.map(shown));
        add(&mut schema, shape.more);
        schema
    }

    fn shows(&self, field: &FieldShape) -> bool {
        self.mode == Mode::Input || field.access != Access::Excluded
    }

    fn name(&self, field: &FieldShape) -> &'static str {
        match self.mode {
            Mode::Input if self.style == Style::Parameter => {
                field.parameter_names().next().unwrap_or(field.name)
            }
            Mode::Input => field.input_name(),
            Mode::Output => field.written_name(),
        }
    }

    /// A field of a model: a title made of its name is left out beside a reference, optional or not.
    pub(super) fn field(&self, field: &FieldShape, partial: bool) -> Map<String, Value> {
        let shape = (field.shape)();
        let title = field
            .title
            .map(str::to_owned)
            .or_else(|| self.made_title(shape, &field.rules, self.name(field)));
        let has_null = partial || !(field.required)();
        let meta = FieldMeta {
            description: field.description,
            deprecated: field.deprecated,
            default: match field.default {
                _ if partial || !field.shows_default => None,
                None if has_null => Some(|| Value::Null),
                default => default,
            },
            rules: field.rules,
            ..FieldMeta::DEFAULT
        };
        let mut schema = self.described(shape, title, &meta);
        match field.access {
            Access::ReadOnly => insert(&mut schema, "readOnly", Some(true)),
            Access::WriteOnly => insert(&mut schema, "writeOnly", Some(true)),
            Access::Both | Access::Excluded => {}
        }
        add(&mut schema, field.more);
        if self.style == Style::Parameter {
            put_last(&mut schema, "default");
            if field.title.is_none() {
                put_last(&mut schema, "title");
            }
        }
        schema
    }

    /// A title made of the name. Beside a reference there is none; in a component not even where it may be `null`.
    fn made_title(&self, shape: &'static Shape, rules: &Rules, name: &str) -> Option<String> {
        if has_own_title(shape) {
            return None;
        }
        let named = match self.style {
            Style::Parameter => shape,
            Style::Component | Style::Alone => shape.bare(),
        };
        (!is_named(named) || last_step(rules, shape).is_some())
            .then(|| title_of(name).trim().to_owned())
    }

    fn computed(&self, computed: &ComputedShape) -> Map<String, Value> {
        let shape = (computed.shape)();
        let title = computed
            .title
            .map(str::to_owned)
            .or_else(|| self.made_title(shape, &Rules::NONE, computed.name));
        let meta = FieldMeta {
            description: computed.description,
            ..FieldMeta::DEFAULT
        };
        let mut schema = self.described(shape, title, &meta);
        insert(&mut schema, "readOnly", Some(true));
        schema
    }

    fn described(
        &self,
        shape: &'static Shape,
        title: Option<String>,
        meta: &FieldMeta<'_>,
    ) -> Map<String, Value> {
        let mut schema = self.ruled(shape, &meta.rules);
        let default = meta.default.map(|default| default());
        let default = default.filter(|default| self.style == Style::Alone || !default.is_null());
        insert(&mut schema, "title", title);
        insert(&mut schema, "description", meta.description);
        insert(&mut schema, "deprecated", meta.deprecated.then_some(true));
        insert(&mut schema, "default", default);
        schema
    }
}

/// True if the type has a title of its own, which stands where none is written.
fn has_own_title(shape: &Shape) -> bool {
    match shape {
        Shape::Foreign(scalar) => (scalar.schema)(Mode::Input).contains_key("title"),
        Shape::Checked(checked) => {
            let more = checked.more.map(|more| more());
            more.is_some_and(|more| more.get("title").is_some()) || has_own_title(checked.shape)
        }
        _ => false,
    }
}

fn is_named(shape: &Shape) -> bool {
    match shape {
        Shape::Enum(shape) => !shape.literal,
        Shape::Model(_) => true,
        Shape::Union(shape) => shape.is_recursive(),
        _ => false,
    }
}
