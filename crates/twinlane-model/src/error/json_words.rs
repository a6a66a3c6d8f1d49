//! The words for a document of JSON, where they are others than those for the objects of Python.

use super::ErrorDetail;

/// The kind of error, the beginning of its text, and what stands for that.
const WORDS: [(&str, &str, &str); 10] = [
    (
        "none_required",
        "Input should be None",
        "Input should be null",
    ),
    ("dict_type", "Input should be a valid dictionary", OBJECT),
    ("model_type", "Input should be a valid dictionary", OBJECT),
    (
        "model_attributes_type",
        "Input should be a valid dictionary",
        OBJECT,
    ),
    ("list_type", "Input should be a valid list", ARRAY),
    ("tuple_type", "Input should be a valid tuple", ARRAY),
    ("set_type", "Input should be a valid set", ARRAY),
    (
        "frozen_set_type",
        "Input should be a valid frozenset",
        ARRAY,
    ),
    (
        "time_delta_type",
        "Input should be a valid timedelta",
        DURATION,
    ),
    (
        "time_delta_parsing",
        "Input should be a valid timedelta",
        DURATION,
    ),
];

const OBJECT: &str = "Input should be an object";
const ARRAY: &str = "Input should be a valid array";
const DURATION: &str = "Input should be a valid duration";

/// Puts an error into the words for JSON.
pub(crate) fn in_words_of_json(error: &mut ErrorDetail) {
    for (kind, python, json) in WORDS {
        let Some(rest) = error.msg.strip_prefix(python) else {
            continue;
        };
        if error.kind == kind {
            // Of an object nothing else is said: it is an instance of no class.
            let rest = if json == OBJECT { "" } else { rest };
            error.msg = format!("{json}{rest}");
            // A document has no attributes in which a tag could be looked for.
            if kind == "model_attributes_type" {
                error.kind = "dict_type";
            }
            return;
        }
    }
}
