//! The matrix of options and places for models: an option has an effect wherever it is accepted.
//!
//! A cell is two types, with the option and without it. Something can be told of the two apart: by their schemas, by what
//! is read, what is refused and how, or what is written. Options that do nothing do not compile: see the UI tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use expect_test::expect;
use serde_json::json;
use twinlane_model::{Data, DataType, DataTypeExt, Definitions, FieldError, Mode, Partial, model};

use crate::body;

/// All facts of a type that can be seen from outside.
fn seen<T: DataType>() -> String {
    let mut definitions = Definitions::new();
    definitions.collect(T::SHAPE, Mode::Input);
    definitions.collect(T::SHAPE, Mode::Output);
    let definitions = definitions.finish();
    let mut seen = format!("{:?}", definitions.components());
    for mode in [Mode::Input, Mode::Output] {
        let _ = writeln!(seen, "{}", definitions.schema(T::SHAPE, mode));
    }
    let values = [
        json!(1),
        json!(-1),
        json!("1"),
        json!("x"),
        json!(null),
        json!([1]),
        json!({ "c_d": 1 }),
    ];
    for name in ["a_b", "aB", "al", "other"] {
        for value in &values {
            for document in [
                json!({ name: value }),
                json!({ name: value, "kind": "A" }),
                value.clone(),
            ] {
                let read = body::<T>(&document.to_string());
                let written = read.map(|value| serde_json::to_string(&Data(&value)).unwrap());
                let _ = writeln!(seen, "{written:?}");
            }
        }
    }
    let _ = writeln!(
        seen,
        "{:?}",
        body::<T>("{}").map(|value| serde_json::to_string(&Data(&value)).unwrap())
    );
    seen
}

#[model]
#[derive(Default)]
pub(crate) struct Inner {
    #[field(default)]
    c_d: i64,
}

type Cell = (&'static str, String);

macro_rules! fields {
    ($module:ident: $($options:tt)*) => {
        pub(crate) mod $module {
            #![allow(dead_code, reason = "what is read is written, not looked at")]

            use super::*;

            #[model]
            pub(crate) struct Number {
                #[field($($options)*)]
                a_b: i64,
            }
            #[model]
            pub(crate) struct Optional {
                #[field($($options)*)]
                a_b: Option<i64>,
            }
            #[model]
            pub(crate) struct List {
                #[field($($options)*)]
                a_b: Vec<i64>,
            }
            #[model]
            pub(crate) struct Nested {
                #[field($($options)*)]
                a_b: Inner,
            }
            #[model]
            pub(crate) struct Generic<T: Default> {
                #[field($($options)*)]
                a_b: T,
                #[field(default)]
                numbers: Vec<i64>,
            }
            #[model(untagged)]
            pub(crate) enum Untagged {
                A {
                    #[field($($options)*)]
                    a_b: i64,
                },
                B(bool),
            }
            #[model(tag = "kind")]
            pub(crate) enum Tagged {
                A {
                    #[field($($options)*)]
                    a_b: i64,
                },
                B {},
            }

            pub(crate) fn cells() -> Vec<Cell> {
                vec![
                    ("number", seen::<Number>()),
                    ("Option", seen::<Optional>()),
                    ("list", seen::<List>()),
                    ("model", seen::<Nested>()),
                    ("generic", seen::<Generic<String>>()),
                    ("untagged variant", seen::<Untagged>()),
                    ("tagged variant", seen::<Tagged>()),
                ]
            }
        }
    };
}

fields!(nothing: );
fields!(alias: alias = "al");
fields!(validation_alias: validation_alias = "al");
fields!(alias_path: validation_alias = AliasPath("l", 0));
fields!(serialization_alias: serialization_alias = "al");
fields!(title: title = "T");
fields!(description: description = "D");
fields!(examples: examples = [1]);
fields!(json_schema_extra: json_schema_extra = json!({ "x-extra": 1 }));
fields!(deprecated: deprecated);
fields!(default: default);
fields!(default_factory: default_factory = Default::default);
fields!(required: required);
fields!(exclude: exclude);
fields!(write_only: write_only);
fields!(read_only: read_only);
fields!(sensitive: sensitive);

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form of a check")]
fn is_positive(number: &i64) -> Result<(), FieldError> {
    if *number > 0 {
        return Ok(());
    }
    Err(FieldError::value("not positive"))
}

macro_rules! models {
    ($module:ident: $($options:tt)*) => {
        pub(crate) mod $module {
            #![allow(dead_code, reason = "what is read is written, not looked at")]

            use super::*;

            #[model($($options)*)]
            #[derive(Default)]
            pub(crate) struct Struct {
                #[field(title = "A")]
                a_b: i64,
                #[field(alias = "al", default)]
                other: i64,
            }

            impl Struct {
                fn twice(&self) -> i64 {
                    self.a_b * 2
                }
            }

            pub(crate) fn cells() -> Vec<Cell> {
                // The title of a PATCH.
                let partial = Partial::<Struct>::json_schema()["title"].to_string();
                vec![("struct", seen::<Struct>() + &partial)]
            }
        }
    };
}

fn is_small(_: &impl DataType) -> Result<(), FieldError> {
    Err(FieldError::value("too much"))
}

mod of_model {
    use super::*;

    models!(nothing: );
    models!(title: title = "T");
    models!(description: description = "D");
    models!(rename_all: rename_all = "camelCase");
    models!(extra: extra = "forbid");
    models!(strict: strict);
    models!(check: check = is_small);
    models!(example: example = json!(1));
    models!(examples: examples = [json!(1)]);
    models!(json_schema_extra: json_schema_extra = json!({ "x-extra": 1 }));
    models!(populate_by_name: populate_by_name);
    models!(computed: computed(twice: i64));
    models!(all_default: all_default);
    models!(partial: partial = "Change");
}

macro_rules! enums {
    ($module:ident: $($options:tt)*) => {
        pub(crate) mod $module {
            use super::*;

            #[model($($options)*)]
            pub(crate) enum Enum {
                FirstOne,
                SecondOne,
            }

            pub(crate) fn cells() -> Vec<Cell> {
                vec![("enum", seen::<Enum>())]
            }
        }
    };
}

mod of_enum {
    use super::*;

    enums!(nothing: );
    enums!(title: title = "T");
    enums!(description: description = "D");
    enums!(rename_all: rename_all = "camelCase");
    enums!(integer: integer);
    enums!(literal: literal);
    enums!(tag: tag = "kind");
}

mod of_check {
    use super::*;

    #[model]
    pub(crate) struct Number {
        #[field(check = is_positive)]
        a_b: i64,
    }
    #[model]
    pub(crate) struct Optional {
        #[field(check = is_positive)]
        a_b: Option<i64>,
    }
    #[model(untagged)]
    pub(crate) enum Untagged {
        A {
            #[field(check = is_positive)]
            a_b: i64,
        },
        B(bool),
    }
    #[model(tag = "kind")]
    pub(crate) enum Tagged {
        A {
            #[field(check = is_positive)]
            a_b: i64,
        },
        B {},
    }

    pub(crate) fn cells() -> Vec<Cell> {
        vec![
            ("number", seen::<Number>()),
            ("Option", seen::<Optional>()),
            ("untagged variant", seen::<Untagged>()),
            ("tagged variant", seen::<Tagged>()),
        ]
    }
}

mod of_not_null {
    use super::*;

    #[model]
    pub(crate) struct Optional {
        #[field(not_null)]
        a_b: Option<i64>,
    }

    pub(crate) fn cells() -> Vec<Cell> {
        vec![("Option", seen::<Optional>())]
    }
}

type Cells = fn() -> Vec<Cell>;

const FIELDS: [(&str, Cells); 18] = [
    ("alias", alias::cells),
    ("validation_alias", validation_alias::cells),
    ("validation_alias", alias_path::cells),
    ("serialization_alias", serialization_alias::cells),
    ("title", title::cells),
    ("description", description::cells),
    ("examples", examples::cells),
    ("json_schema_extra", json_schema_extra::cells),
    ("deprecated", deprecated::cells),
    ("default", default::cells),
    ("default_factory", default_factory::cells),
    ("required", required::cells),
    ("not_null", of_not_null::cells),
    ("check", of_check::cells),
    ("exclude", exclude::cells),
    ("write_only", write_only::cells),
    ("read_only", read_only::cells),
    ("sensitive", sensitive::cells),
];

const MODELS: [(&str, Cells); 13] = [
    ("title", of_model::title::cells),
    ("description", of_model::description::cells),
    ("rename_all", of_model::rename_all::cells),
    ("extra", of_model::extra::cells),
    ("strict", of_model::strict::cells),
    ("check", of_model::check::cells),
    ("example", of_model::example::cells),
    ("examples", of_model::examples::cells),
    ("json_schema_extra", of_model::json_schema_extra::cells),
    ("populate_by_name", of_model::populate_by_name::cells),
    ("computed", of_model::computed::cells),
    ("all_default", of_model::all_default::cells),
    ("partial", of_model::partial::cells),
];

const ENUMS: [(&str, Cells); 6] = [
    ("title", of_enum::title::cells),
    ("description", of_enum::description::cells),
    ("rename_all", of_enum::rename_all::cells),
    ("integer", of_enum::integer::cells),
    ("literal", of_enum::literal::cells),
    ("tag", of_enum::tag::cells),
];

/// The places where each option has no effect.
fn ignored(options: &[(&str, Cells)], without: Cells) -> String {
    let without: BTreeMap<_, _> = without().into_iter().collect();
    let mut text = String::new();
    for (option, cells) in options {
        for (place, with) in cells() {
            if with == without[place] {
                let _ = writeln!(text, "{option}: {place}");
            }
        }
    }
    text
}

#[test]
fn an_option_of_a_field_has_an_effect() {
    // The default of an `Option` is what it is without one, and what is no `Option` must be present anyway.
    expect![[r"
        default: Option
        default_factory: Option
        required: number
        required: list
        required: model
        required: generic
        required: untagged variant
        required: tagged variant
    "]]
    .assert_eq(&ignored(&FIELDS, nothing::cells));
}

#[test]
fn an_option_of_a_model_has_an_effect() {
    expect![[""]].assert_eq(&ignored(&MODELS, of_model::nothing::cells));
    expect![[""]].assert_eq(&ignored(&ENUMS, of_enum::nothing::cells));
}

/// The lists of options that the macro knows, as its own message has them: the UI test keeps them up to date.
fn lists() -> Vec<BTreeSet<&'static str>> {
    let stderr = [
        include_str!("../../../twinlane/tests/ui/model/unknown_option.stderr"),
        include_str!("../../../twinlane/tests/ui/model/options_without_effect.stderr"),
    ];
    let lines = stderr.iter().flat_map(|text| text.lines());
    let lists = lines.filter_map(|line| line.trim_start().strip_prefix("the options are "));
    lists
        .map(|list| list.split('`').skip(1).step_by(2).collect())
        .collect()
}

/// Options with tests of their own: `rules.rs`, and `models.rs`, `flatten.rs` and `foreign.rs`.
const ELSEWHERE: [&str; 25] = [
    "gt",
    "ge",
    "lt",
    "le",
    "multiple_of",
    "min_length",
    "max_length",
    "min_items",
    "max_items",
    "pattern",
    "max_digits",
    "decimal_places",
    "allow_inf_nan",
    "past",
    "future",
    "unique_items",
    "strip",
    "to_lower",
    "to_upper",
    "strict",
    "extra",
    "flatten",
    "foreign",
    "with",
    "schema",
];

#[test]
fn every_option_is_in_the_matrix() {
    let names = |options: &[(&'static str, Cells)]| -> BTreeSet<&'static str> {
        options.iter().map(|(option, _)| *option).collect()
    };
    let mut fields = names(&FIELDS);
    fields.extend(ELSEWHERE);
    let variants = BTreeSet::from(["rename", "value"]);
    let mut enums = names(&ENUMS);
    // Without it an enum that holds data does not compile.
    enums.insert("untagged");
    let known = [names(&MODELS), enums, fields, variants];
    for list in lists() {
        assert!(
            known.contains(&list),
            "an option needs a row in the matrix: {list:?}"
        );
    }
    for list in known {
        assert!(
            lists().contains(&list),
            "the UI tests show no list of {list:?}"
        );
    }
}
