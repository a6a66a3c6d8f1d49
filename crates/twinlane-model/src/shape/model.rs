//! The tables of types that have a name: enums, models and unions.

use serde_json::Value;

use super::{AliasChoice, Check, Rules, Shape};

/// An enum whose variants are texts or whole numbers.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct EnumShape {
    /// The name of the Rust type.
    pub name: &'static str,
    /// The module of the type, from `module_path!()`. It distinguishes types with the same name.
    pub module: &'static str,
    /// The title in the schema, if it differs from the name.
    pub title: Option<&'static str>,
    /// The description in the schema.
    pub description: Option<&'static str>,
    /// The values, in the order of the variants.
    pub values: &'static [EnumValue],
    /// True if the enum is one of Python's `Literal`s: without a name in the OpenAPI document, and without coercion.
    pub literal: bool,
}

/// The value of one variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "JSON's enums are texts or numbers")]
pub enum EnumValue {
    /// A text.
    Text(&'static str),
    /// A whole number.
    Int(i64),
}

/// A struct with named fields.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct ModelShape {
    /// The name of the Rust type.
    pub name: &'static str,
    /// The module of the type, from `module_path!()`. It distinguishes types with the same name.
    pub module: &'static str,
    /// The type arguments of a generic type: `Page<Item>` is `Page_Item_` in the OpenAPI document.
    pub arguments: &'static [fn() -> &'static Shape],
    /// The title in the schema, if it differs from the name.
    pub title: Option<&'static str>,
    /// The description in the schema.
    pub description: Option<&'static str>,
    /// Further keywords of the schema: `example`, `examples`.
    pub more: Option<fn() -> Value>,
    /// The fields, in the order they are declared.
    pub fields: &'static [FieldShape],
    /// The computed values, which are written in addition to the fields.
    pub computed: &'static [ComputedShape],
    /// The treatment of keys that are no field.
    pub extra: Extra,
    /// True if no field coerces its value: Pydantic's strict mode.
    pub strict: bool,
    /// A check of the whole model, written by hand.
    pub check: Option<Check>,
    /// The tag, if it is an arm of a tagged union.
    pub tag: Option<TagShape>,
    /// True if every field may be absent, as in the body of a PATCH.
    pub partial: bool,
    /// The name of a [`Partial`](crate::Partial) of the model in the OpenAPI document, if `#[model(partial)]` gives one.
    pub partial_name: Option<&'static str>,
    /// The flattened models, whose fields count as fields of this model: each with the Rust name of its field.
    pub flattened: &'static [(&'static str, &'static ModelShape)],
}

impl ModelShape {
    /// A model of this name in this module, without fields.
    pub const fn new(name: &'static str, module: &'static str) -> Self {
        Self {
            name,
            module,
            arguments: &[],
            title: None,
            description: None,
            more: None,
            fields: &[],
            computed: &[],
            extra: Extra::Ignore,
            strict: false,
            check: None,
            tag: None,
            partial: false,
            partial_name: None,
            flattened: &[],
        }
    }
}

/// The treatment of keys that are no field of the model.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_enums, reason = "Pydantic has these three")]
pub enum Extra {
    /// They are skipped.
    Ignore,
    /// Each is an error.
    Forbid,
    /// They are kept in a field that is a map. The shape is that of the map's values.
    Allow(fn() -> &'static Shape),
}

/// One field of a model.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option that is there or not"
)]
pub struct FieldShape {
    /// The name on the wire: the alias, or the Rust name.
    pub name: &'static str,
    /// The Rust name, if it differs from the name on the wire or an alias is written.
    pub rust_name: Option<&'static str>,
    /// Further names from which the field is read. Each is tried if the ones before are absent.
    pub other_names: &'static [&'static str],
    /// All names and paths from which the field is read. Empty, unless a path is among them or another field shares a name.
    pub choices: &'static [AliasChoice],
    /// True if the Rust name was also written as an alias. A header of this name then keeps its underscores.
    pub is_literal: bool,
    /// The name in output, if it differs.
    pub output_name: Option<&'static str>,
    /// The title in the schema, if it is not made from the name.
    pub title: Option<&'static str>,
    /// The description in the schema.
    pub description: Option<&'static str>,
    /// True if the schema marks the field as deprecated.
    pub deprecated: bool,
    /// Further keywords of the schema: `examples`.
    pub more: Option<fn() -> Value>,
    /// The type of the value. A function, so that a model may contain itself.
    pub shape: fn() -> &'static Shape,
    /// The default value, as JSON; `None` if the field is required or an `Option` without a default.
    pub default: Option<fn() -> Value>,
    /// True if the schema shows the default. A default that is computed each time is not shown.
    pub shows_default: bool,
    /// True if the field must be present.
    pub required: fn() -> bool,
    /// The rules of the value, beyond those of its type.
    pub rules: Rules,
    /// A check written by hand.
    pub check: Option<Check>,
    /// The directions of the field: read, written or both.
    pub access: Access,
    /// True if the value is kept out of errors.
    pub sensitive: bool,
}

impl FieldShape {
    /// A field with this name, and no options.
    pub const fn new(
        name: &'static str,
        shape: fn() -> &'static Shape,
        required: fn() -> bool,
    ) -> Self {
        Self {
            name,
            rust_name: None,
            other_names: &[],
            choices: &[],
            is_literal: false,
            output_name: None,
            title: None,
            description: None,
            deprecated: false,
            more: None,
            shape,
            default: None,
            shows_default: true,
            required,
            rules: Rules::NONE,
            check: None,
            access: Access::Both,
            sensitive: false,
        }
    }

    /// The name in output.
    pub const fn written_name(&self) -> &'static str {
        match self.output_name {
            Some(name) => name,
            None => self.name,
        }
    }

    /// True if the field is read from input.
    pub const fn is_read(&self) -> bool {
        !matches!(self.access, Access::ReadOnly)
    }

    /// True if the field is written to output.
    pub const fn is_written(&self) -> bool {
        matches!(self.access, Access::Both | Access::ReadOnly)
    }
}

/// The directions of a field on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a wire has two sides")]
pub enum Access {
    /// The field is in the input and in the output.
    Both,
    /// The field is in the output only. In the input, a key with its name is an unknown key. `readOnly` in the schema.
    ReadOnly,
    /// The field is in the input only. `writeOnly` in the schema.
    WriteOnly,
    /// The field is in the input only, and the output schema does not contain it: Pydantic's `exclude`.
    Excluded,
}

/// A value that a method computes from the fields, and that is written in addition to them.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct ComputedShape {
    /// The name on the wire.
    pub name: &'static str,
    /// The type of the value.
    pub shape: fn() -> &'static Shape,
    /// The title in the schema, if it is not made from the name.
    pub title: Option<&'static str>,
    /// The description in the schema.
    pub description: Option<&'static str>,
}

/// The field that decides which arm of a tagged union a model is.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct TagShape {
    /// The name of the field.
    pub name: &'static str,
    /// The values. The first is written, and each is accepted.
    pub values: &'static [&'static str],
}

/// One of several shapes, distinguished by the value as in Pydantic's smart mode.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct UnionShape {
    /// The name of the Rust type.
    pub name: &'static str,
    /// The module of the type, from `module_path!()`. It distinguishes types with the same name.
    pub module: &'static str,
    /// The shapes, in the order of the variants. Functions, so that an arm may contain the union.
    pub arms: &'static [fn() -> &'static Shape],
}

impl UnionShape {
    /// The identity of the union. Addresses do not serve, for a constant may have several.
    pub(crate) fn key(&self) -> (&'static str, &'static str) {
        (self.module, self.name)
    }

    /// The models, where each arm is one, or `null`.
    pub(super) fn models(&self) -> Option<Vec<&'static ModelShape>> {
        let arms = self.arms.iter().map(|arm| arm());
        let models = arms.filter(|arm| !matches!(arm, Shape::Null));
        models.map(Shape::as_model).collect()
    }

    /// True if an arm contains the union itself, other than by way of a model.
    pub(crate) fn is_recursive(&self) -> bool {
        let mut seen = Vec::new();
        self.arms
            .iter()
            .any(|arm| contains_union(arm(), self.key(), &mut seen))
    }
}

/// True if a shape contains the union of this key. Unions that were `seen` are not looked into again.
fn contains_union(
    shape: &'static Shape,
    key: (&'static str, &'static str),
    seen: &mut Vec<(&'static str, &'static str)>,
) -> bool {
    match shape {
        Shape::Union(union) if union.key() == key => true,
        Shape::Union(union) if seen.contains(&union.key()) => false,
        Shape::Secret(_) => false,
        _ => {
            if let Shape::Union(union) = shape {
                seen.push(union.key());
            }
            let mut parts = shape.parts();
            parts.any(|part| contains_union(part, key, seen))
        }
    }
}

/// One of several models, distinguished by a field.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct TaggedShape {
    /// The name of the field.
    pub tag: &'static str,
    /// The models, each with its [`tag`](ModelShape::tag).
    pub arms: &'static [fn() -> &'static ModelShape],
}

impl EnumShape {
    /// True if every value is a text.
    pub(crate) const fn is_text(&self) -> bool {
        let mut place = 0;
        while place < self.values.len() {
            if !matches!(self.values[place], EnumValue::Text(_)) {
                return false;
            }
            place += 1;
        }
        true
    }
}

impl ModelShape {
    /// Its field of this name in Rust; none of a flattened model.
    pub(crate) fn own_field(&self, rust_name: &str) -> Option<&'static FieldShape> {
        let is_of_part = |field: &FieldShape| {
            let mut parts = self.flattened.iter().flat_map(|(_, part)| part.fields);
            parts.any(|of_part| {
                of_part.name == field.name && of_part.written_name() == field.written_name()
            })
        };
        let mut fields = self.fields.iter();
        fields
            .find(|field| field.rust_name.unwrap_or(field.name) == rust_name && !is_of_part(field))
    }

    /// The name with the types it is generic over: `Page[Item]`.
    pub(crate) fn full_name(&self) -> String {
        if self.arguments.is_empty() {
            return self.name.to_owned();
        }
        let arguments: Vec<String> = self.arguments.iter().map(|shape| shape().label()).collect();
        format!("{}[{}]", self.name, arguments.join(", "))
    }
}
