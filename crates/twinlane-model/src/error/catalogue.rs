//! Every kind of error, with its name and its text: Pydantic's, in the words for Python objects.

use crate::{JsonValue, json::python_float};

/// The kind of an error. [`TABLE`] says what each is called and how it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Missing,
    JsonInvalid,
    IntType,
    IntParsing,
    IntParsingSize,
    IntFromFloat,
    FloatType,
    FloatParsing,
    FiniteNumber,
    BoolType,
    BoolParsing,
    StringType,
    StringTooShort,
    StringTooLong,
    NoneRequired,
    Enum,
    GreaterThan,
    GreaterThanEqual,
    LessThan,
    LessThanEqual,
    MultipleOf,
    ListType,
    TooShort,
    TooLong,
    ModelAttributesType,
    RecursionDepthExceeded,
    ValueError,
}

impl Kind {
    /// What it is called on the wire.
    pub(crate) fn name(self) -> &'static str {
        self.entry().1
    }

    /// Its text, with the values of the context in it.
    pub(crate) fn message(self, ctx: &[(&'static str, JsonValue)]) -> String {
        let mut message = String::new();
        let mut rest = self.entry().2;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            message.push_str(before);
            match name.strip_suffix("|s") {
                Some(name) => push_plural(&mut message, value_of(ctx, name)),
                None => push_value(&mut message, value_of(ctx, name)),
            }
            rest = after;
        }
        message.push_str(rest);
        message
    }

    fn entry(self) -> &'static (Self, &'static str, &'static str) {
        &TABLE[self as usize]
    }
}

fn value_of<'c>(ctx: &'c [(&'static str, JsonValue)], name: &str) -> &'c JsonValue {
    ctx.iter()
        .find(|(key, _)| *key == name)
        .map_or(&JsonValue::Null, |(_, value)| value)
}

fn push_value(message: &mut String, value: &JsonValue) {
    match value {
        JsonValue::Str(text) => message.push_str(text),
        JsonValue::Int(number) => message.push_str(&number.to_string()),
        JsonValue::BigInt(digits) => message.push_str(digits),
        // Rust's spelling, not Python's: `0` for 0.0 and no exponent.
        JsonValue::Float(number) if number.is_finite() => message.push_str(&number.to_string()),
        JsonValue::Float(number) => message.push_str(&python_float(*number)),
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::List(_) | JsonValue::Object(_) => {}
    }
}

fn push_plural(message: &mut String, value: &JsonValue) {
    if *value != JsonValue::Int(1) {
        message.push('s');
    }
}

/// In the order of [`Kind`]: the kind, its name, and its text. `{x}` is the context's `x`, `{x|s}` an `s` unless `x` is 1.
const TABLE: [(Kind, &str, &str); 27] = [
    (Kind::Missing, "missing", "Field required"),
    (Kind::JsonInvalid, "json_invalid", "JSON decode error"),
    (Kind::IntType, "int_type", "Input should be a valid integer"),
    (
        Kind::IntParsing,
        "int_parsing",
        "Input should be a valid integer, unable to parse string as an integer",
    ),
    (
        Kind::IntParsingSize,
        "int_parsing_size",
        "Unable to parse input string as an integer, exceeded maximum size",
    ),
    (
        Kind::IntFromFloat,
        "int_from_float",
        "Input should be a valid integer, got a number with a fractional part",
    ),
    (
        Kind::FloatType,
        "float_type",
        "Input should be a valid number",
    ),
    (
        Kind::FloatParsing,
        "float_parsing",
        "Input should be a valid number, unable to parse string as a number",
    ),
    (
        Kind::FiniteNumber,
        "finite_number",
        "Input should be a finite number",
    ),
    (
        Kind::BoolType,
        "bool_type",
        "Input should be a valid boolean",
    ),
    (
        Kind::BoolParsing,
        "bool_parsing",
        "Input should be a valid boolean, unable to interpret input",
    ),
    (
        Kind::StringType,
        "string_type",
        "Input should be a valid string",
    ),
    (
        Kind::StringTooShort,
        "string_too_short",
        "String should have at least {min_length} character{min_length|s}",
    ),
    (
        Kind::StringTooLong,
        "string_too_long",
        "String should have at most {max_length} character{max_length|s}",
    ),
    (Kind::NoneRequired, "none_required", "Input should be None"),
    (Kind::Enum, "enum", "Input should be {expected}"),
    (
        Kind::GreaterThan,
        "greater_than",
        "Input should be greater than {gt}",
    ),
    (
        Kind::GreaterThanEqual,
        "greater_than_equal",
        "Input should be greater than or equal to {ge}",
    ),
    (
        Kind::LessThan,
        "less_than",
        "Input should be less than {lt}",
    ),
    (
        Kind::LessThanEqual,
        "less_than_equal",
        "Input should be less than or equal to {le}",
    ),
    (
        Kind::MultipleOf,
        "multiple_of",
        "Input should be a multiple of {multiple_of}",
    ),
    (Kind::ListType, "list_type", "Input should be a valid list"),
    (
        Kind::TooShort,
        "too_short",
        "{field_type} should have at least {min_length} item{min_length|s} after validation, not {actual_length}",
    ),
    (
        Kind::TooLong,
        "too_long",
        "{field_type} should have at most {max_length} item{max_length|s} after validation, not {actual_length}",
    ),
    (
        Kind::ModelAttributesType,
        "model_attributes_type",
        "Input should be a valid dictionary or object to extract fields from",
    ),
    (
        Kind::RecursionDepthExceeded,
        "recursion_depth_exceeded",
        "Recursion error - maximum validation depth exceeded",
    ),
    (Kind::ValueError, "value_error", "Value error, {error}"),
];

#[cfg(test)]
mod tests {
    use super::{Kind, TABLE};
    use crate::JsonValue;

    #[test]
    fn every_kind_has_its_own_line_in_the_table() {
        for (index, (kind, name, _)) in TABLE.iter().enumerate() {
            assert_eq!(*kind as usize, index, "{name}");
            assert!(
                TABLE.iter().filter(|(_, other, _)| other == name).count() == 1,
                "{name}"
            );
        }
        assert_eq!(Kind::ValueError as usize + 1, TABLE.len());
    }

    #[test]
    fn a_message_has_the_values_of_its_context() {
        let ctx = [
            ("field_type", JsonValue::from("List")),
            ("min_length", JsonValue::Int(1)),
            ("actual_length", JsonValue::Int(0)),
        ];
        assert_eq!(
            Kind::TooShort.message(&ctx),
            "List should have at least 1 item after validation, not 0"
        );
        assert_eq!(
            Kind::StringTooLong.message(&[("max_length", JsonValue::Int(0))]),
            "String should have at most 0 characters"
        );
        assert_eq!(
            Kind::GreaterThan.message(&[("gt", JsonValue::Float(0.0))]),
            "Input should be greater than 0"
        );
    }
}
