//! Words of `FastAPI` and Pydantic that are no option here, and what to type instead.

/// Words, the places where they are written, and what to type there.
type Row = (&'static [&'static str], &'static [Place], &'static str);

/// A macro or attribute, known by an option that no other has.
#[derive(Clone, Copy)]
struct Place(&'static str);

impl Place {
    fn has(self, options: &[&str]) -> bool {
        options.contains(&self.0)
    }
}

const OPERATION: Place = Place("response_description");
const DEPENDENCY: Place = Place("lifespan");
const BATCH: Place = Place("max_wait");
const PARAMETER: Place = Place("openapi_examples");
const MODEL: Place = Place("all_default");
const FIELD: Place = Place("read_only");

const ROWS: &[Row] = &[
    (
        &["max_batch_size", "max_batch", "batch_size", "size"],
        &[BATCH],
        "write `max_size = 32`",
    ),
    (
        &[
            "batch_wait_timeout_s",
            "batch_timeout",
            "max_latency_ms",
            "max_queue_delay_microseconds",
            "timeout",
            "wait",
        ],
        &[BATCH],
        "the first item waits for others by `max_wait = Duration::from_millis(5)`; a caller is told that it is late by `deadline`",
    ),
    (
        &["max_queue_size", "queue_size", "thread_queue"],
        &[BATCH],
        "write `queue = 256`",
    ),
    (
        &["thread_capacity", "workers", "concurrency"],
        &[BATCH],
        "write `threads = 2`, or `replicas = 2` for a model that an `owner` loads",
    ),
    (
        &["in_place"],
        &[BATCH],
        "a batch runs in threads of its own: leave it out, or write `cpu` for what keeps a processor busy",
    ),
    (
        &["response_model"],
        &[OPERATION],
        "the return type is the model: write `-> Item`",
    ),
    (
        &["response_class"],
        &[OPERATION],
        "the return type says it: `-> Html`, `-> Text`, `-> Redirect`, `-> File`, `-> Streaming` or `-> Response`",
    ),
    (
        &["include_in_schema"],
        &[OPERATION, PARAMETER],
        "write `hidden` in the place of `include_in_schema = false`",
    ),
    (
        &["response_model_exclude_unset"],
        &[OPERATION],
        "return a `Given<Item>`, which is written with the fields that were given",
    ),
    (
        &["methods"],
        &[OPERATION],
        "each method has a macro: `#[get(..)]`, `#[post(..)]`, `#[put(..)]`, `#[patch(..)]`, `#[delete(..)]`",
    ),
    (
        &["path"],
        &[OPERATION],
        "the path comes first, without a name: `#[get(\"/items\")]`",
    ),
    (
        &["prefix"],
        &[OPERATION],
        "a prefix is the router's: `Router::new().prefix(\"/items\")`",
    ),
    (
        &["use_cache"],
        &[DEPENDENCY],
        "who asks says it: `Fresh<name>` in the place of `Depends<name>` runs the function again",
    ),
    (
        &["scope"],
        &[DEPENDENCY],
        "the value says it: return `Provided::new(value).before_response(..)` or `.after_response(..)`",
    ),
    (
        &["serialization_alias", "alias_priority"],
        &[PARAMETER],
        "a parameter is read and never written, by its `alias`: leave it out",
    ),
    (&["embed"], &[PARAMETER], "it is an option of `#[body]`"),
    (
        &["convert_underscores"],
        &[PARAMETER],
        "it is an option of `#[header]`",
    ),
    (
        &["media_type"],
        &[PARAMETER],
        "a body is JSON, `#[form]` reads a form, and a parameter `body: RequestBody` anything else",
    ),
    (
        &["const"],
        &[PARAMETER, FIELD],
        "the type says it: an enum of the one value, with `#[model(literal)]` above it",
    ),
    (
        &["discriminator"],
        &[PARAMETER, FIELD],
        "the tag is an option of the enum: `#[model(tag = \"kind\")]` above it, and its type here",
    ),
    (
        &["union_mode"],
        &[PARAMETER, FIELD],
        "the type says it: an enum with `#[model(untagged)]` above it, read as Pydantic's smart mode",
    ),
    (
        &["validate_default"],
        &[PARAMETER, MODEL, FIELD],
        "a default has the type of what it is for: leave it out",
    ),
    (
        &["fail_fast"],
        &[PARAMETER, FIELD],
        "every error is told: leave it out, or write `error_limits(..)` for the operation",
    ),
    (
        &["frozen"],
        &[MODEL, FIELD],
        "a value does not change unless it is `mut`: leave it out",
    ),
    (
        &["from_attributes", "orm_mode"],
        &[MODEL],
        "write `#[derive(sqlx::FromRow)]`, diesel's `Queryable`, or `impl From<Row> for Item`",
    ),
    (
        &["str_strip_whitespace"],
        &[MODEL],
        "write `#[field(strip)]` above each text",
    ),
    (
        &["str_to_lower"],
        &[MODEL],
        "write `#[field(to_lower)]` above each text",
    ),
    (
        &["str_to_upper"],
        &[MODEL],
        "write `#[field(to_upper)]` above each text",
    ),
    (
        &["str_min_length"],
        &[MODEL],
        "write `#[field(min_length = 1)]` above each text",
    ),
    (
        &["str_max_length"],
        &[MODEL],
        "write `#[field(max_length = 50)]` above each text",
    ),
    (
        &["arbitrary_types_allowed"],
        &[MODEL],
        "write `#[field(foreign, schema = json!({ \"type\": \"string\" }))]` above the field",
    ),
    (
        &["validate_by_alias"],
        &[MODEL],
        "names are read by `alias`, and both by name and alias with `populate_by_name`",
    ),
    (
        &[
            "use_enum_values",
            "validate_assignment",
            "protected_namespaces",
        ],
        &[MODEL],
        IS_PYTHON,
    ),
    (&["init", "init_var", "kw_only"], &[FIELD], IS_PYTHON),
    (
        &["repr"],
        &[FIELD],
        "what `Debug` shows is the struct's to say: leave it out, or write `sensitive`",
    ),
    (
        &["include_in_schema"],
        &[FIELD],
        "a field is in the schema: leave it out",
    ),
];

const IS_PYTHON: &str = "it is about Python's objects: leave it out";

/// The thing to type instead of this word, if it is one of `FastAPI`'s or Pydantic's.
pub(super) fn instead_of(word: &str, options: &[&str]) -> Option<&'static str> {
    let is_there = |place: &Place| place.has(options);
    let mut rows = ROWS.iter();
    let (.., advice) =
        rows.find(|(words, places, _)| words.contains(&word) && places.iter().any(is_there))?;
    Some(advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_means_something_where_it_is_written() {
        assert!(instead_of("response_model", &["response_description"]).is_some());
        assert!(instead_of("response_model", &["read_only"]).is_none());
        assert_ne!(
            instead_of("include_in_schema", &["read_only"]),
            instead_of("include_in_schema", &["openapi_examples"])
        );
    }
}
