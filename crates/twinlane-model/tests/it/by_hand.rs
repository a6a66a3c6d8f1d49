//! Models without a server.

use serde_json::json;
use twinlane_model::shape::Rules;
use twinlane_model::types::{Base64Bytes, Date, DateTime, Decimal, Email, Secret, Url, Uuid};
use twinlane_model::{
    DataTypeExt, ErrorList, Partial, Step, fields, model, read_texts, to_json, to_python_json,
};

use crate::{
    models::{Colour, Inner, Item, ItemId, Node, Place, Point, Trip},
    query,
};

#[test]
fn a_model_is_read_and_written() {
    let item = Item::from_json(
        r#"{"id": "7", "name": "é", "price": 1e-7, "imageList": [{"x": 0.5}], "colour": "sky-blue", "unknown": [1]}"#,
    )
    .unwrap();
    assert_eq!(item.id, ItemId(7));
    assert_eq!(item.colour, Some(Colour::SkyBlue));
    assert_eq!(item.count, 5);
    assert_eq!(
        item.to_json(),
        r#"{"id":7,"name":"é","price":1e-7,"count":5,"imageList":[{"x":0.5}],"note":"none","colour":"sky-blue","tags":null,"extra":null,"shade":"Red"}"#
    );
}

#[test]
fn a_model_is_read_from_a_value() {
    assert_eq!(
        Inner::from_value(json!({ "x": "1.0" })),
        Ok(Inner { x: 1.0 })
    );
    let node = Node::from_value(json!({ "kids": [{ "value": true }] })).unwrap();
    assert_eq!((node.kids[0].value, node.kid), (1, None));
}

#[test]
fn the_last_of_duplicate_keys_wins() {
    assert_eq!(
        Inner::from_json(r#"{"x": "bad", "x": 1}"#),
        Ok(Inner { x: 1.0 })
    );
    assert!(Inner::from_json(r#"{"x": 1, "x": "bad"}"#).is_err());
}

#[test]
fn an_array_is_no_object() {
    assert!(Inner::from_json("[1.0]").is_err());
    assert!(Inner::from_json(r#"{"x": 1} x"#).is_err());
}

#[test]
fn an_enum_is_read_from_a_text() {
    assert_eq!(query::<Colour>("sky-blue"), Ok(Colour::SkyBlue));
    assert_eq!(query::<Option<Colour>>("Red"), Ok(Some(Colour::Red)));
    assert!(query::<Colour>("SkyBlue").is_err());
    assert_eq!(query::<ItemId>("7"), Ok(ItemId(7)));
}

#[test]
fn a_list_is_read_from_the_texts_of_a_repeated_key() {
    let read = |texts: &[&str]| {
        let mut errors = ErrorList::default();
        let loc = [Step::from("query")];
        let list =
            read_texts::<Option<Vec<i64>>>(texts.iter().copied(), &Rules::NONE, &loc, &mut errors);
        list.ok_or(errors.into_errors())
    };
    assert_eq!(read(&["1", "+2"]), Ok(Some(vec![1, 2])));
    assert_eq!(read(&["1", " 2 "]), Ok(Some(vec![1, 2])));
    let errors = read(&["a", "1", "b"]).unwrap_err();
    assert_eq!(errors[1].loc, [Step::from("query"), Step::Index(2)]);
}

/// Pydantic writes the answer of an operation with a type, Python that of one without.
#[test]
fn floats_are_written_in_two_ways() {
    let numbers = [
        1e-7,
        1e-5,
        0.000_012_34,
        0.0001,
        1e15,
        1e16,
        1.5e300,
        5e-324,
        -0.0,
        f64::NAN,
    ];
    assert_eq!(
        to_json(&numbers),
        "[1e-7,0.00001,0.00001234,0.0001,1000000000000000.0,1e+16,1.5e+300,5e-324,-0.0,null]"
    );
    assert_eq!(
        to_python_json(&numbers).unwrap(),
        b"[1e-07,1e-05,1.234e-05,0.0001,1000000000000000.0,1e+16,1.5e+300,5e-324,-0.0,null]"
    );
    assert_eq!(to_json(&0.1_f32), "0.1");
}

#[test]
fn a_type_of_another_crate_joins_through_a_newtype() {
    let trip = Trip::from_json(r#"{"stops": [{"x": 1, "y": 2.5}]}"#).unwrap();
    assert_eq!(trip.stops, [Place(Point { x: 1.0, y: 2.5 })]);
    assert_eq!(trip.to_json(), r#"{"stops":[{"x":1.0,"y":2.5}]}"#);

    let errors = Trip::from_json(r#"{"stops": [{"x": 1}, 5]}"#).unwrap_err();
    let [missing, wrong] = errors.errors() else {
        panic!("two errors: {errors}");
    };
    assert_eq!(missing.msg, "Value error, missing field `y`");
    assert_eq!(wrong.loc, [Step::from("stops"), Step::Index(1)]);

    let schema = Trip::json_schema();
    assert_eq!(
        schema["properties"]["stops"]["items"],
        json!({ "type": "object", "title": "Place" })
    );
}

#[model]
struct Account {
    name: String,
    #[field(write_only)]
    password: String,
    #[field(exclude)]
    note: String,
}

#[test]
fn what_a_client_may_only_send_is_not_sent_back_as_a_change_either() {
    let changes = Partial::<Account>::from_json(r#"{"name": "a", "password": "b", "note": "c"}"#);
    let changes = changes.unwrap();
    assert!(changes.has(fields![Account: password]));
    assert_eq!(changes.to_json(), r#"{"name":"a"}"#);
}

#[test]
fn every_type_can_stand_in_json() {
    let id = Uuid::nil();
    let value = json!({
        "id": id,
        "day": "2024-01-02".parse::<Date>().unwrap(),
        "price": Decimal::new(250, 2),
        "url": Url::parse("https://a.b/c").unwrap(),
        "email": Email::new("a@b.co").unwrap(),
        "secret": Secret::new("x".to_owned()),
        "now": Option::<DateTime>::None,
        "bytes": Base64Bytes(b"hi".to_vec()),
    });
    let written = r#"{"id":"00000000-0000-0000-0000-000000000000","day":"2024-01-02","price":"2.50","url":"https://a.b/c","email":"a@b.co","secret":"**********","now":null,"bytes":"aGk="}"#;
    assert_eq!(value.to_string(), written);
}
