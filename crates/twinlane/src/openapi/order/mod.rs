//! The order of the document's keys, so that its text is FastAPI's.
//!
//! FastAPI reads what it has gathered into its models of `OpenAPI`, which write their fields in an order of their own. A path
//! item with a value that those models would have to convert stays as it was gathered: a path with parameters is one.

mod forms;

use serde_json::{Map, Value};

use forms::{Form, OPENAPI, Part};

/// The document in FastAPI's order.
pub(super) fn in_order(mut document: Value) -> Value {
    if let Some(schemas) = document.pointer_mut("/components/schemas") {
        sort_each(schemas);
    }
    OPENAPI.order(document)
}

/// Pydantic sorts the keys of the schemas that have a name.
fn sort_each(schemas: &mut Value) {
    let schemas = schemas.as_object_mut();
    for schema in schemas.into_iter().flat_map(Map::values_mut) {
        sort(schema, "");
    }
}

/// Sorts the keys of a value, but for the properties of a schema and for a default.
fn sort(value: &mut Value, key: &str) {
    match value {
        Value::Object(fields) => {
            if !matches!(key, "properties" | "default") {
                fields.sort_keys();
            }
            for (key, value) in fields {
                sort(value, key);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| sort(item, key)),
        _ => {}
    }
}

impl Form {
    /// Puts the fields of the form first, each in the form's own order, and then all other fields.
    fn order(&self, value: Value) -> Value {
        let Value::Object(mut fields) = value else {
            return value;
        };
        let mut ordered = Map::with_capacity(fields.len());
        for (name, part) in self.0 {
            if let Some(value) = fields.shift_remove(*name) {
                ordered.insert((*name).to_owned(), part.order(value));
            }
        }
        ordered.extend(fields);
        Value::Object(ordered)
    }

    /// True if the value has the form without a conversion.
    fn fits(&self, value: &Value) -> bool {
        let Value::Object(fields) = value else {
            return false;
        };
        let mut parts = self.0.iter();
        parts.all(|(name, part)| fields.get(*name).is_none_or(|value| part.fits(value)))
    }
}

impl Part {
    fn order(&self, value: Value) -> Value {
        match self {
            Self::Any
            | Self::Text
            | Self::Flag
            | Self::Whole
            | Self::Names
            | Self::Converted
            | Self::Type => value,
            Self::Number => value.as_f64().map_or(value, Value::from),
            Self::One(form) => form.order(value),
            Self::List(form) => match value {
                Value::Array(items) => items.into_iter().map(|item| form.order(item)).collect(),
                value => value,
            },
            Self::Each(form) => each(value, |value| form.order(value)),
            Self::EachThatFits(form) => each(value, |value| {
                if form.fits(&value) {
                    form.order(value)
                } else {
                    value
                }
            }),
            Self::EachOfEach(form) => each(value, |value| each(value, |value| form.order(value))),
        }
    }

    fn fits(&self, value: &Value) -> bool {
        let all = |fits: &dyn Fn(&Value) -> bool| match value {
            Value::Object(fields) => fields.values().all(fits),
            _ => false,
        };
        match self {
            Self::Any => true,
            Self::Converted => false,
            Self::Text => value.is_string(),
            Self::Flag => value.is_boolean(),
            Self::Whole => value.is_u64(),
            Self::Number => value.is_number(),
            Self::Names => is_list_of(value, Value::is_string),
            Self::Type => is_type(value) || is_list_of(value, is_type),
            // A schema within a schema may be `true`.
            Self::One(form) => value.is_boolean() || form.fits(value),
            Self::List(form) => is_list_of(value, |item| item.is_boolean() || form.fits(item)),
            Self::Each(form) => all(&|value| value.is_boolean() || form.fits(value)),
            Self::EachThatFits(_) => value.is_object(),
            Self::EachOfEach(form) => all(&|value| Self::Each(form).fits(value)),
        }
    }
}

fn each(value: Value, change: impl Fn(Value) -> Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter();
            Value::Object(fields.map(|(key, value)| (key, change(value))).collect())
        }
        value => value,
    }
}

fn is_list_of(value: &Value, fits: impl Fn(&Value) -> bool) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(fits))
}

/// True for the name of a type of JSON Schema.
fn is_type(value: &Value) -> bool {
    const TYPES: [&str; 7] = [
        "array", "boolean", "integer", "null", "number", "object", "string",
    ];
    value.as_str().is_some_and(|name| TYPES.contains(&name))
}

#[cfg(test)]
mod tests {
    use serde_json::{from_str, json};

    use super::*;

    fn ordered(text: &str) -> String {
        in_order(from_str(text).unwrap()).to_string()
    }

    #[test]
    fn a_path_without_parameters_is_in_the_order_of_the_models() {
        let written = r#"{"paths":{"/a":{"post":{"responses":{"200":{"content":{},"description":"x"}},"deprecated":true,"summary":"A","requestBody":{"required":true,"content":{"a/b":{"schema":{"type":"integer","maximum":4}}}}},"get":{"x-a":1,"tags":["a"]}}},"info":{"version":"1","title":"A"}}"#;
        let expected = r#"{"info":{"title":"A","version":"1"},"paths":{"/a":{"get":{"tags":["a"],"x-a":1},"post":{"summary":"A","requestBody":{"content":{"a/b":{"schema":{"type":"integer","maximum":4.0}}},"required":true},"responses":{"200":{"description":"x","content":{}}},"deprecated":true}}}}"#;
        assert_eq!(ordered(written), expected);
    }

    #[test]
    fn a_path_whose_values_would_be_converted_stays_as_it_was_gathered() {
        for item in [
            r#"{"post":{},"get":{"parameters":[{"name":"a","in":"query","schema":{"type":"integer","maximum":4}}],"tags":["a"]}}"#,
            r#"{"post":{},"get":{"externalDocs":{"url":"http://a/"}}}"#,
            r#"{"post":{},"get":{"callbacks":{"a":{"/b":{"post":{"parameters":[{"in":"path"}]}}}}}}"#,
        ] {
            let document = format!(r#"{{"paths":{{"/a":{item}}}}}"#);
            assert_eq!(ordered(&document), document);
        }
    }

    #[test]
    fn named_schemas_are_sorted_before_they_are_in_the_order_of_the_models() {
        let written = r#"{"components":{"schemas":{"A":{"x-b":{"d":1,"c":2},"x-a":1,"type":"object","properties":{"z":{"title":"Z","type":"string"},"a":{"default":{"z":1,"a":{"y":1,"b":2}}}}}}}}"#;
        let expected = r#"{"components":{"schemas":{"A":{"properties":{"z":{"type":"string","title":"Z"},"a":{"default":{"z":1,"a":{"b":2,"y":1}}}},"type":"object","x-a":1,"x-b":{"c":2,"d":1}}}}}"#;
        assert_eq!(ordered(written), expected);
    }

    #[test]
    fn nothing_is_lost() {
        let odd =
            json!({ "paths": 1, "components": { "schemas": { "A": true } }, "webhooks": [null] });
        assert_eq!(in_order(odd.clone()), odd);
    }
}
