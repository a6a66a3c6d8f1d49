//! The name of a shape in Rust's words, for a message.

use crate::shape::{IntWidth, ModelShape, Shape};

impl Shape {
    /// `i64`, `Vec<i64>`, `Page<Item>`. A newtype has the name of its value.
    pub(super) fn type_name(&'static self) -> String {
        match self {
            Self::Any => "Value".to_owned(),
            Self::Null => "()".to_owned(),
            Self::Bool => "bool".to_owned(),
            Self::Int(width) => width.type_name(),
            Self::Float => "f64".to_owned(),
            Self::Float32 => "f32".to_owned(),
            Self::Str => "String".to_owned(),
            Self::Scalar(scalar) | Self::Foreign(scalar) => scalar.label.to_owned(),
            Self::Optional(inner) => format!("Option<{}>", inner.type_name()),
            Self::List(inner) => format!("Vec<{}>", inner.type_name()),
            Self::Array(inner, length) => format!("[{}; {length}]", inner.type_name()),
            Self::Set(inner) => format!("HashSet<{}>", inner.type_name()),
            Self::Map(key, value) => {
                format!("HashMap<{}, {}>", key.type_name(), value.type_name())
            }
            Self::Tuple(shapes) => {
                let names: Vec<String> = shapes.iter().map(|shape| shape.type_name()).collect();
                format!("({})", names.join(", "))
            }
            Self::Json(inner) => format!("JsonText<{}>", inner.type_name()),
            Self::Secret(inner) => format!("Secret<{}>", inner.type_name()),
            Self::Enum(shape) => shape.name.to_owned(),
            Self::Model(model) => model.type_name(),
            Self::Union(union) => union.name.to_owned(),
            Self::Tagged(tagged) => format!("enum with the tag `{}`", tagged.tag),
            Self::Checked(checked) => checked.shape.type_name(),
        }
    }
}

impl ModelShape {
    pub(super) fn type_name(&self) -> String {
        if self.arguments.is_empty() {
            return self.name.to_owned();
        }
        let arguments = self.arguments.iter();
        let names: Vec<String> = arguments.map(|argument| argument().type_name()).collect();
        format!("{}<{}>", self.name, names.join(", "))
    }
}

impl IntWidth {
    fn type_name(self) -> String {
        match (self.signed, self.bits) {
            (_, 0) => "BigInt".to_owned(),
            (true, bits) => format!("i{bits}"),
            (false, bits) => format!("u{bits}"),
        }
    }
}
