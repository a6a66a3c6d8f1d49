//! The tables of types that have a name: enums, models and unions.

use serde_json::Value;

use super::{AliasChoice, Check, Rules, Shape};

/// An enum whose variants are texts or whole numbers.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct EnumShape {
    /// The name of the Rust type.
    pub name: &'static str,
    /// `module_path!()` of the type; tells apart types of one name.
    pub module: &'static str,
    /// The title in the schema, if it is not the name.
    pub title: Option<&'static str>,
    /// The description in the schema.
    pub description: Option<&'static str>,
    /// The values, in the order of the variants.
    pub values: &'static [EnumValue],
    /// True if it is one of Python's `Literal`s: without a name in the document, and without coercion.
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
    /// `module_path!()` of the type; tells apart types of one name.
    pub module: &'static str,
    /// The types it is generic over: `Page<Item>` is `Page_Item_` in a document.
    pub arguments: &'static [fn() -> &'static Shape],
    /// The title in the schema, if it is not the name.
    pub title: Option<&'static str>,
    /// The description in the schema.
    pub description: Option<&'static str>,
    /// Further keywords of the schema: `example`, `examples`.
    pub more: Option<fn() -> Value>,
    /// The fields, in the order they are declared.
    pub fields: &'static [FieldShape],
    /// The computed values that are written beside the fields.
    pub computed: &'static [ComputedShape],
    /// The treatment of keys that are no field.
    pub extra: Extra,
    /// Nothing is coerced in its fields: Pydantic's strict mode.
    pub strict: bool,
    /// A check of the whole, written by hand.
    pub check: Option<Check>,
    /// The tag, if it is an arm of a tagged union.
    pub tag: Option<TagShape>,
    /// True if every field may be absent: it is what a PATCH changes.
    pub partial: bool,
    /// The name of a [`Partial`](crate::Partial) of it in a document, where one was said.
    pub partial_name: Option<&'static str>,
    /// The models whose fields are among its own: each with the Rust name of the field that it is in.
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
    /// They are kept, in the field that is a map of them. The shape is that of its values.
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
    /// Its name on the wire: the alias, or the Rust name.
    pub name: &'static str,
    /// Its name in Rust, if it has another on the wire or an alias is written.
    pub rust_name: Option<&'static str>,
    /// Further names that it is read by, each tried where the ones before are not there.
    pub other_names: &'static [&'static str],
    /// The names and paths that it is read by in the place of its names, where a path is among them or another field shares one.
    pub choices: &'static [AliasChoice],
    /// True if its Rust name is among the names that were written, so that a header of this name has its underscores.
    pub is_literal: bool,
    /// Its name where it is written, if that is another.
    pub output_name: Option<&'static str>,
    /// The title in the schema, if it is not made from the name.
    pub title: Option<&'static str>,
    /// The description in the schema.
    pub description: Option<&'static str>,
    /// True if the schema says that it is deprecated.
    pub deprecated: bool,
    /// Further keywords of the schema: `examples`.
    pub more: Option<fn() -> Value>,
    /// The type of its value. A function, so that a model may contain itself.
    pub shape: fn() -> &'static Shape,
    /// Its value where it is absent, as JSON; `None` if it is required or an `Option` without a default.
    pub default: Option<fn() -> Value>,
    /// True if the schema shows the default: it does not show one that is computed anew each time.
    pub shows_default: bool,
    /// True if it must be present.
    pub required: fn() -> bool,
    /// The rules of its value, beyond its type.
    pub rules: Rules,
    /// A check written by hand.
    pub check: Option<Check>,
    /// The directions in which it is used: read, written or both.
    pub access: Access,
    /// True if its value is kept out of errors.
    pub sensitive: bool,
}

impl FieldShape {
    /// A field of this name, with nothing said of it.
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

    /// Its name where it is written.
    pub const fn written_name(&self) -> &'static str {
        match self.output_name {
            Some(name) => name,
            None => self.name,
        }
    }

    /// True if a document may have it.
    pub const fn is_read(&self) -> bool {
        !matches!(self.access, Access::ReadOnly)
    }

    /// True if it is written.
    pub const fn is_written(&self) -> bool {
        matches!(self.access, Access::Both | Access::ReadOnly)
    }
}

/// On which sides of the wire a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a wire has two sides")]
pub enum Access {
    /// It is read and written.
    Both,
    /// It is written only: what a client sends under its name is an unknown key. `readOnly` in the schema.
    ReadOnly,
    /// It is read only. `writeOnly` in the schema.
    WriteOnly,
    /// It is read only, and the schema of what is written does not know it: Pydantic's `exclude`.
    Excluded,
}

/// A value that is written beside the fields, made of them by a method.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct ComputedShape {
    /// Its name on the wire.
    pub name: &'static str,
    /// The type of its value.
    pub shape: fn() -> &'static Shape,
    /// The title in the schema, if it is not made from the name.
    pub title: Option<&'static str>,
    /// The description in the schema.
    pub description: Option<&'static str>,
}

/// The field that says which arm of a tagged union a model is.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct TagShape {
    /// The name of the field.
    pub name: &'static str,
    /// Its values: the first is written, each is read.
    pub values: &'static [&'static str],
}

/// One of several shapes, told apart by the value as Pydantic's smart mode does.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "written by the model macro")]
pub struct UnionShape {
    /// The name of the Rust type.
    pub name: &'static str,
    /// `module_path!()` of the type; tells apart types of one name.
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

/// One of several models, told apart by a field.
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
