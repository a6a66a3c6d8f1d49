//! JSON Schema against FastAPI 0.165 and Pydantic 2.14. Numbers are compared as numbers: FastAPI writes `5.0` in
//! components and `5` elsewhere.

use serde_json::{Map, Value, json};
use twinlane_model::shape::{Bound, Rules};
use twinlane_model::{
    DataType, DataTypeExt, Definitions, FieldMeta, Mode, NamedDefinitions, Partial, Shape,
    rules_into_schema,
};

use crate::models::{Colour, Either, Empty, Forest, Inner, Item, ItemId, Node, other};

#[test]
fn components_are_fastapis() {
    let definitions = definitions(&[
        (Item::SHAPE, Mode::Input),
        (Item::SHAPE, Mode::Output),
        (<Option<Empty>>::SHAPE, Mode::Input),
        (Forest::SHAPE, Mode::Output),
        (Node::SHAPE, Mode::Input),
    ]);
    assert_same(components(&definitions), &recorded("both_sides"));
}

#[test]
fn a_model_that_contains_itself_is_one_component_where_one_side_uses_it() {
    assert_same(
        components(&definitions(&[(Forest::SHAPE, Mode::Input)])),
        &recorded("input_only"),
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
fn a_parameter_has_its_rules_and_what_is_said_of_it() {
    let exclusive = Rules {
        gt: Some(Bound::Int(4)),
        ..Rules::NONE
    };
    let mut said = titled("Ti", true);
    said.description = Some("x");
    said.deprecated = true;
    said.rules = exclusive;
    assert_parameter("i", <Option<i64>>::SHAPE, &said);
    let short = Rules {
        max_length: Some(3),
        ..Rules::NONE
    };
    let mut list = titled("L", false);
    list.default = Some(|| json!([]));
    list.rules = short;
    assert_parameter("l", <Vec<String>>::SHAPE, &list);
    let low = Rules {
        le: Some(Bound::Int(2)),
        ..Rules::NONE
    };
    let mut number = titled("X Y", false);
    number.default = Some(|| json!(1.5));
    number.rules = low;
    assert_parameter("x_y", f64::SHAPE, &number);
    let some = Rules {
        min_length: Some(1),
        ..Rules::NONE
    };
    assert_parameter("s", <Option<String>>::SHAPE, &{
        let mut changed = titled("S", false);
        changed.rules = some;
        changed
    });
    let mut any = titled("N", false);
    any.default = Some(|| json!(1));
    assert_parameter("n", Value::SHAPE, &any);
}

#[test]
fn a_parameter_that_is_a_reference_has_a_title_only_if_one_was_written() {
    let red = |mut meta: FieldMeta<'static>| {
        meta.default = Some(|| json!("Red"));
        meta
    };
    assert_parameter("c", Colour::SHAPE, &red(titled("C", false)));
    assert_parameter("ct", Colour::SHAPE, &red(titled("Explicit", true)));
    assert_parameter("oc", <Option<Colour>>::SHAPE, &titled("Oc", false));
}

#[test]
fn a_response_has_a_title() {
    let definitions = definitions(&[(Inner::SHAPE, Mode::Output)]);
    let meta = titled("Response A 1 Post", false);
    assert_same(
        definitions.field(<Option<Vec<Inner>>>::SHAPE, &meta, Mode::Output),
        &recorded("response"),
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
    assert_same(alone, &recorded("alone"));
}

#[test]
fn a_newtype_is_what_it_wraps() {
    assert!(matches!(ItemId::SHAPE, Shape::Int(_)));
}

#[test]
fn rules_that_do_not_look_at_a_shape_are_left_out() {
    let rules = Rules {
        gt: Some(Bound::Float(0.5)),
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

fn titled(title: &str, explicit_title: bool) -> FieldMeta<'_> {
    let mut changed = FieldMeta::DEFAULT;
    changed.title = Some(title);
    changed.explicit_title = explicit_title;
    changed
}

fn assert_parameter(name: &str, shape: &'static Shape, meta: &FieldMeta<'_>) {
    let definitions = definitions(&[(shape, Mode::Input)]);
    assert_same(
        definitions.field(shape, meta, Mode::Input),
        &recorded("parameters")[name],
    );
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

fn recorded(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../data/schema.json")).unwrap();
    all[name].clone()
}

/// The keys of objects come in any order; so `==` has it.
fn assert_same(written: Value, recorded: &Value) {
    let (written, recorded) = (with_floats(written), with_floats(recorded.clone()));
    let [ours, theirs] =
        [&written, &recorded].map(|schema| serde_json::to_string_pretty(schema).unwrap());
    assert_eq!(written, recorded, "ours:\n{ours}\ntheirs:\n{theirs}");
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

/// A change of a model has its fields, none of them required, and a name of its own.
#[test]
fn what_is_partial_requires_nothing() {
    let schema = Partial::<Node>::json_schema();
    assert_eq!(schema["title"], "Partial[Node]");
    assert_eq!(schema.get("required"), None);
    let mut definitions = Definitions::new();
    definitions.collect(Partial::<Node>::SHAPE, Mode::Input);
    let names: Vec<String> = definitions
        .finish()
        .components()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["Node", "Partial_Node_"]);
}

/// A union that contains itself cannot be written in place.
#[test]
fn a_union_of_itself_has_a_name() {
    let mut definitions = Definitions::new();
    definitions.collect(Either::SHAPE, Mode::Input);
    let definitions = definitions.finish();
    assert_eq!(
        definitions.schema(Either::SHAPE, Mode::Input),
        json!({ "$ref": "#/components/schemas/Either" })
    );
    let components = definitions.components();
    assert_eq!(components.len(), 1);
    assert_eq!(
        components[0].1["anyOf"][3]["items"]["$ref"],
        "#/components/schemas/Either"
    );
}
