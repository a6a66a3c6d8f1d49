//! Every kind of error, with its name and its text: Pydantic's, in the words for Python objects.

use crate::{JsonValue, json::python_float};

/// Declares the kinds: what each is called on the wire, and its text. In a text `{x}` is the context's `x`, and
/// `{x|s}` an `s` unless `x` is 1.
macro_rules! kinds {
    ($($kind:ident: $name:literal, $text:literal;)*) => {
        /// The kind of an error.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Kind {
            $($kind,)*
        }

        impl Kind {
            /// The name of the error on the wire.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            fn text(self) -> &'static str {
                match self {
                    $(Self::$kind => $text,)*
                }
            }
        }
    };
}

kinds! {
    // Values that are not there, or not readable
    Missing: "missing", "Field required";
    JsonInvalid: "json_invalid", "JSON decode error";
    JsonTextInvalid: "json_invalid", "Invalid JSON: {error}";
    JsonType: "json_type", "JSON input should be string, bytes or bytearray";
    NoneRequired: "none_required", "Input should be None";

    // Numbers and truth values
    IntType: "int_type", "Input should be a valid integer";
    IntParsing: "int_parsing", "Input should be a valid integer, unable to parse string as an integer";
    IntParsingSize: "int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size";
    IntFromFloat: "int_from_float", "Input should be a valid integer, got a number with a fractional part";
    FloatType: "float_type", "Input should be a valid number";
    FloatParsing: "float_parsing", "Input should be a valid number, unable to parse string as a number";
    FiniteNumber: "finite_number", "Input should be a finite number";
    BoolType: "bool_type", "Input should be a valid boolean";
    BoolParsing: "bool_parsing", "Input should be a valid boolean, unable to interpret input";
    DecimalType: "decimal_type", "Decimal input should be an integer, float, string or Decimal object";
    DecimalParsing: "decimal_parsing", "Input should be a valid decimal";
    DecimalMaxDigits: "decimal_max_digits", "Decimal input should have no more than {max_digits} digit{max_digits|s} in total";
    DecimalMaxPlaces: "decimal_max_places", "Decimal input should have no more than {decimal_places} decimal place{decimal_places|s}";
    DecimalWholeDigits: "decimal_whole_digits", "Decimal input should have no more than {whole_digits} digit{whole_digits|s} before the decimal point";
    GreaterThan: "greater_than", "Input should be greater than {gt}";
    GreaterThanEqual: "greater_than_equal", "Input should be greater than or equal to {ge}";
    LessThan: "less_than", "Input should be less than {lt}";
    LessThanEqual: "less_than_equal", "Input should be less than or equal to {le}";
    MultipleOf: "multiple_of", "Input should be a multiple of {multiple_of}";

    // Texts and bytes
    StringType: "string_type", "Input should be a valid string";
    StringTooShort: "string_too_short", "String should have at least {min_length} character{min_length|s}";
    StringTooLong: "string_too_long", "String should have at most {max_length} character{max_length|s}";
    StringPatternMismatch: "string_pattern_mismatch", "String should match pattern '{pattern}'";
    StringUnicode: "string_unicode", "Input should be a valid string, unable to parse raw data as a unicode string";
    BytesType: "bytes_type", "Input should be a valid bytes";
    BytesTooShort: "bytes_too_short", "Data should have at least {min_length} byte{min_length|s}";
    BytesTooLong: "bytes_too_long", "Data should have at most {max_length} byte{max_length|s}";
    BytesInvalidEncoding: "bytes_invalid_encoding", "Data should be valid {encoding}: {encoding_error}";
    Base64Decode: "base64_decode", "Base64 decoding error: '{error}'";
    PathType: "path_type", "Input is not a valid path for <class 'pathlib.Path'>";
    PatternType: "pattern_type", "Input should be a valid pattern";
    PatternRegex: "pattern_regex", "Input should be a valid regular expression";

    // Moments
    DateType: "date_type", "Input should be a valid date";
    DateParsing: "date_parsing", "Input should be a valid date in the format YYYY-MM-DD, {error}";
    DateFromDatetimeParsing: "date_from_datetime_parsing", "Input should be a valid date or datetime, {error}";
    DateFromDatetimeInexact: "date_from_datetime_inexact", "Datetimes provided to dates should have zero time - e.g. be exact dates";
    DatePast: "date_past", "Date should be in the past";
    DateFuture: "date_future", "Date should be in the future";
    TimeType: "time_type", "Input should be a valid time";
    TimeParsing: "time_parsing", "Input should be in a valid time format, {error}";
    DatetimeType: "datetime_type", "Input should be a valid datetime";
    DatetimeParsing: "datetime_parsing", "Input should be a valid datetime, {error}";
    DatetimeFromDateParsing: "datetime_from_date_parsing", "Input should be a valid datetime or date, {error}";
    DatetimePast: "datetime_past", "Input should be in the past";
    DatetimeFuture: "datetime_future", "Input should be in the future";
    TimezoneNaive: "timezone_naive", "Input should not have timezone info";
    TimezoneAware: "timezone_aware", "Input should have timezone info";
    TimeDeltaType: "time_delta_type", "Input should be a valid timedelta";
    TimeDeltaParsing: "time_delta_parsing", "Input should be a valid timedelta, {error}";

    // Identifiers and addresses
    UuidType: "uuid_type", "UUID input should be a string, bytes or UUID object";
    UuidParsing: "uuid_parsing", "Input should be a valid UUID, {error}";
    UuidVersion: "uuid_version", "UUID version {expected_version} expected";
    UrlType: "url_type", "URL input should be a string or URL";
    UrlParsing: "url_parsing", "Input should be a valid URL, {error}";
    UrlTooLong: "url_too_long", "URL should have at most {max_length} character{max_length|s}";
    UrlScheme: "url_scheme", "URL scheme should be {expected_schemes}";
    ValueError: "value_error", "Value error, {error}";
    Email: "value_error", "value is not a valid email address: {reason}";
    NameEmailType: "name_email_type", "Input is not a valid NameEmail";
    IpV4Address: "ip_v4_address", "Input is not a valid IPv4 address";
    IpV6Address: "ip_v6_address", "Input is not a valid IPv6 address";
    IpAnyAddress: "ip_any_address", "value is not a valid IPv4 or IPv6 address";
    IpV4Network: "ip_v4_network", "Input is not a valid IPv4 network";
    IpV6Network: "ip_v6_network", "Input is not a valid IPv6 network";
    IpAnyNetwork: "ip_any_network", "value is not a valid IPv4 or IPv6 network";
    IpV4Interface: "ip_v4_interface", "Input is not a valid IPv4 interface";
    IpV6Interface: "ip_v6_interface", "Input is not a valid IPv6 interface";
    IpAnyInterface: "ip_any_interface", "value is not a valid IPv4 or IPv6 interface";

    // Alternatives
    Enum: "enum", "Input should be {expected}";
    Literal: "literal_error", "Input should be {expected}";
    UnionTagInvalid: "union_tag_invalid", "Input tag '{tag}' found using {discriminator} does not match any of the expected tags: {expected_tags}";
    UnionTagNotFound: "union_tag_not_found", "Unable to extract tag using discriminator {discriminator}";
    IsInstanceOf: "is_instance_of", "Input should be an instance of {class}";

    // Containers
    ListType: "list_type", "Input should be a valid list";
    SetType: "set_type", "Input should be a valid set";
    TupleType: "tuple_type", "Input should be a valid tuple";
    DictType: "dict_type", "Input should be a valid dictionary";
    TooShort: "too_short", "{field_type} should have at least {min_length} item{min_length|s} after validation, not {actual_length}";
    TooLong: "too_long", "{field_type} should have at most {max_length} item{max_length|s} after validation, not {actual_length}";
    UniqueItems: "unique_items", "{field_type} should have no item twice";

    // Models
    ModelAttributesType: "model_attributes_type", "Input should be a valid dictionary or object to extract fields from";
    ModelType: "model_type", "Input should be a valid dictionary or instance of {class_name}";
    ExtraForbidden: "extra_forbidden", "Extra inputs are not permitted";
    RecursionDepthExceeded: "recursion_depth_exceeded", "Recursion error - maximum validation depth exceeded";

    // Errors themselves, which Pydantic does not bound
    TooManyErrors: "too_many_errors", "Further errors are left out: all errors have at most {max_response_size} bytes";
}

impl Kind {
    /// Its text, with the values of the context in it.
    pub(crate) fn message(self, ctx: &[(&'static str, JsonValue)]) -> String {
        let mut message = String::new();
        let mut rest = self.text();
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
        // The length of a set that was found too long before its end.
        JsonValue::Null => message.push_str("more"),
        JsonValue::Bool(_) | JsonValue::List(_) | JsonValue::Object(_) => {}
    }
}

fn push_plural(message: &mut String, value: &JsonValue) {
    if *value != JsonValue::Int(1) {
        message.push('s');
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use crate::JsonValue;

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
