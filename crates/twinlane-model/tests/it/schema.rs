//! JSON Schema against FastAPI 0.165 and Pydantic 2.14. Numbers are compared as numbers: FastAPI writes `5.0` in
//! components and `5` elsewhere.

use serde_json::{Map, Value, json};
use twinlane_model::{
    DataType, Definitions, FieldMeta, Mode, Model, NamedDefinitions, Number, Rules, Shape,
    rules_into_schema, title_of,
};

use crate::models::{Colour, Empty, Forest, Inner, Item, ItemId, Node, other};

#[test]
fn components_are_fastapis() {
    let definitions = definitions(&[
        (Item::SHAPE, Mode::Input),
        (Item::SHAPE, Mode::Output),
        (<Option<Empty>>::SHAPE, Mode::Input),
        (Forest::SHAPE, Mode::Output),
        (Node::SHAPE, Mode::Input),
    ]);
    assert_same(components(&definitions), "both_sides");
}

#[test]
fn a_model_that_contains_itself_is_one_component_where_one_side_uses_it() {
    assert_same(
        components(&definitions(&[(Forest::SHAPE, Mode::Input)])),
        "input_only",
    );
}

#[test]
fn components_are_sorted_by_name() {
    let definitions = definitions(&[(Item::SHAPE, Mode::Output), (Empty::SHAPE, Mode::Input)]);
    let names: Vec<String> = definitions
        .components()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["Colour", "Empty", "Inner", "Item"]);
}

#[test]
fn types_of_one_name_are_told_apart_by_their_modules() {
    let shapes = [
        (Inner::SHAPE, Mode::Input),
        (<Vec<other::Inner>>::SHAPE, Mode::Input),
        (Inner::SHAPE, Mode::Output),
    ];
    let definitions = definitions(&shapes);
    let names: Vec<String> = definitions
        .components()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["it__models__Inner", "it__models__other__Inner"]);
    assert_eq!(
        definitions.schema(<Vec<other::Inner>>::SHAPE, Mode::Input),
        json!({ "items": { "$ref": "#/components/schemas/it__models__other__Inner" }, "type": "array" })
    );
}

#[test]
fn parameters_and_responses_are_fastapis() {
    let definitions = definitions(&[(Colour::SHAPE, Mode::Input), (Inner::SHAPE, Mode::Output)]);
    let plain = FieldMeta::DEFAULT;
    let red = FieldMeta {
        default: Some(|| json!("Red")),
        ..plain
    };
    let positive = Rules {
        gt: Some(Number::Int(4)),
        ..Rules::NONE
    };
    let parameters = [
        (
            "i",
            <Option<i64>>::SHAPE,
            FieldMeta {
                title: Some("Ti"),
                explicit_title: true,
                description: Some("x"),
                deprecated: true,
                rules: positive,
                ..plain
            },
        ),
        ("c", Colour::SHAPE, red),
        ("oc", <Option<Colour>>::SHAPE, plain),
        (
            "ct",
            Colour::SHAPE,
            FieldMeta {
                title: Some("Explicit"),
                explicit_title: true,
                ..red
            },
        ),
        (
            "l",
            <Vec<String>>::SHAPE,
            FieldMeta {
                default: Some(|| json!([])),
                rules: Rules {
                    max_length: Some(3),
                    ..Rules::NONE
                },
                ..plain
            },
        ),
        (
            "x_y",
            f64::SHAPE,
            FieldMeta {
                default: Some(|| json!(1.5)),
                rules: Rules {
                    le: Some(Number::Int(2)),
                    ..Rules::NONE
                },
                ..plain
            },
        ),
        (
            "s",
            <Option<String>>::SHAPE,
            FieldMeta {
                rules: Rules {
                    min_length: Some(1),
                    ..Rules::NONE
                },
                ..plain
            },
        ),
        (
            "n",
            Value::SHAPE,
            FieldMeta {
                default: Some(|| json!(1)),
                ..plain
            },
        ),
    ];
    let written = parameters.map(|(name, shape, meta)| {
        let title = title_of(name);
        let meta = FieldMeta {
            title: meta.title.or(Some(&title)),
            ..meta
        };
        (
            name.to_owned(),
            definitions.field(shape, &meta, Mode::Input),
        )
    });
    assert_same(Value::Object(written.into_iter().collect()), "parameters");

    let title = FieldMeta {
        title: Some("Response A 1 Post"),
        ..plain
    };
    assert_same(
        definitions.field(<Option<Vec<Inner>>>::SHAPE, &title, Mode::Output),
        "response",
    );
}

#[test]
fn the_schema_of_one_model_is_pydantics() {
    let alone = json!({
        "Item": Item::json_schema(),
        "Node": Node::json_schema(),
        "Forest": Forest::json_schema(),
        "Inner": Inner::json_schema(),
        "Empty": Empty::json_schema(),
    });
    assert_same(alone, "alone");
}

#[test]
fn a_newtype_is_what_it_wraps() {
    assert!(matches!(ItemId::SHAPE, Shape::Int(_)));
}

#[test]
fn rules_that_do_not_look_at_a_shape_are_left_out() {
    let rules = Rules {
        gt: Some(Number::Float(0.5)),
        max_length: Some(2),
        ..Rules::NONE
    };
    let schema = |shape| {
        let mut schema = Map::new();
        rules_into_schema(&rules, shape, &mut schema);
        Value::Object(schema)
    };
    assert_eq!(schema(i64::SHAPE), json!({ "exclusiveMinimum": 0.5 }));
    assert_eq!(schema(String::SHAPE), json!({ "maxLength": 2 }));
    assert_eq!(schema(bool::SHAPE), json!({}));
}

fn definitions(shapes: &[(&'static Shape, Mode)]) -> NamedDefinitions {
    let mut definitions = Definitions::new();
    for (shape, mode) in shapes {
        definitions.collect(shape, *mode);
    }
    definitions.finish()
}

fn components(definitions: &NamedDefinitions) -> Value {
    Value::Object(definitions.components().into_iter().collect())
}

/// The keys of objects come in any order; so `==` has it.
fn assert_same(written: Value, recorded: &str) {
    let all: Value = serde_json::from_str(include_str!("../data/schema.json")).unwrap();
    let (written, recorded) = (with_floats(written), with_floats(all[recorded].clone()));
    assert_eq!(
        written,
        recorded,
        "ours:\n{}\ntheirs:\n{}",
        serde_json::to_string_pretty(&written).unwrap(),
        serde_json::to_string_pretty(&recorded).unwrap()
    );
}

fn with_floats(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.into_iter().map(with_floats).collect(),
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(key, value)| (key, with_floats(value)))
                .collect(),
        ),
        value => value,
    }
}
