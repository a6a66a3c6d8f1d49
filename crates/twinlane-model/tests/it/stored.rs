//! Values that a column refuses, because its JSON or its text would not give them back.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use twinlane_model::types::{JsonColumn, NameEmail, TextColumn};
use twinlane_model::{DataType, FieldError, JsonText, Secret, model};

use crate::columns::{Name, Settings};

fn refused<T: DataType>(value: T) -> String {
    let json = JsonColumn(value);
    match json.to_column() {
        Ok(_) => "it is stored".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[model]
struct Hashed {
    name: String,
    #[field(write_only)]
    hash: Option<String>,
}

#[model]
struct Excluded {
    #[field(exclude)]
    draft: Option<String>,
}

#[model]
struct Numbered {
    #[field(read_only)]
    id: Option<i64>,
}

#[model]
struct Renamed {
    #[field(validation_alias = "in", serialization_alias = "out")]
    name: Option<String>,
}

#[model]
struct Deep {
    #[field(validation_alias = AliasPath("names", 0), serialization_alias = "names")]
    first: Option<String>,
}

#[model]
struct Texts {
    list: JsonText<Vec<i64>>,
}

#[model]
struct Outer {
    inner: Vec<Option<Hashed>>,
}

#[model(extra = "forbid", computed(double: i64))]
struct Closed {
    size: i64,
}

impl Closed {
    fn double(&self) -> i64 {
        self.size * 2
    }
}

/// Of each the next SELECT would have another value than was inserted, or none.
#[test]
fn a_type_that_its_json_does_not_give_back_is_an_error() {
    let hashed = || Hashed {
        name: "ada".to_owned(),
        hash: None,
    };
    let never_written = "the field is read and never written";
    assert_eq!(refused(hashed()), format!("hash: {never_written}"));
    let inner = vec![Some(hashed())];
    assert_eq!(
        refused(Outer { inner }),
        format!("inner.hash: {never_written}")
    );
    assert_eq!(
        refused(Excluded { draft: None }),
        format!("draft: {never_written}")
    );
    assert_eq!(
        refused(Numbered { id: None }),
        "id: the field is written and never read"
    );
    assert_eq!(
        refused(Renamed { name: None }),
        "name: the field is written as `out`, and read by another name"
    );
    assert_eq!(
        refused(Deep { first: None }),
        "first: the field is written as `names`, and read by another name"
    );
    let in_a_text = "a `JsonText` is written as its value, and read from a text";
    let list = JsonText(vec![1]);
    assert_eq!(refused(Texts { list }), format!("list: {in_a_text}"));
    assert_eq!(refused(JsonText(1)), in_a_text);
    assert_eq!(
        refused(Closed { size: 1 }),
        "double: what is computed is written, and read as an extra key"
    );
    let text = TextColumn(JsonText("a".to_owned())).to_column();
    assert_eq!(text.unwrap_err().to_string(), in_a_text);
}

#[model]
struct Login {
    pin: Secret<String>,
}

#[model(untagged)]
enum Either {
    Number(i64),
    Hidden(Login),
}

#[model(tag = "kind")]
enum Event {
    In(Login),
    Out(Outer),
}

#[model]
struct Pin(#[field(min_length = 1)] Secret<String>);

#[model]
struct Open {
    #[field(extra)]
    rest: HashMap<String, Secret<String>>,
}

#[model]
struct Tree {
    children: Vec<Tree>,
    size: i64,
}

/// A value without what cannot be stored is refused as well: the next one may have it.
#[test]
fn what_is_within_a_type_is_found_wherever_it_is() {
    let secret = "a secret is not shown in JSON: give it a column of its own";
    let pin = || Secret::new("1843".to_owned());
    assert_eq!(refused(Vec::<Secret<String>>::new()), secret);
    assert_eq!(refused([pin()]), secret);
    assert_eq!(refused(HashSet::from([pin()])), secret);
    assert_eq!(refused(HashMap::from([(1, pin())])), secret);
    assert_eq!(refused((1, "a".to_owned(), Some(pin()))), secret);
    assert_eq!(refused(None::<Secret<i64>>), secret);
    assert_eq!(refused(Pin(pin())), secret);
    assert_eq!(refused(Either::Number(1)), format!("pin: {secret}"));
    let event = Event::In(Login { pin: pin() });
    assert_eq!(refused(event), format!("pin: {secret}"));
    let rest = HashMap::new();
    assert_eq!(refused(Open { rest }), secret);
    let tree = Tree {
        children: Vec::new(),
        size: 1,
    };
    let plain = (tree, [true], json!({ "a": null }));
    assert_eq!(refused(plain), "it is stored");
}

#[test]
fn other_names_of_a_column_are_no_error() {
    #[model]
    #[derive(Debug, PartialEq)]
    struct Named {
        #[field(alias = "theName")]
        name: String,
        #[field(validation_alias = ["first", "second"], serialization_alias = "second")]
        second: i64,
    }

    let named = Named {
        name: "ada".to_owned(),
        second: 2,
    };
    let column = JsonColumn(named);
    let json = column.to_column().unwrap();
    assert_eq!(json, r#"{"theName":"ada","second":2}"#);
    assert_eq!(JsonColumn::from_column(&json), Ok(column));
}

#[test]
fn a_value_that_could_not_be_read_again_is_an_error() {
    let again = |reason: &str| format!("the value could not be read again: {reason}");
    let not_a_number = refused(vec![f64::NAN]);
    assert_eq!(not_a_number, again("0: Input should be a valid number"));
    let empty = Settings {
        size: 0,
        mood: None,
    };
    let reason = "size: Input should be greater than or equal to 1";
    assert_eq!(refused(empty), again(reason));
    let name: NameEmail = r#""Lovelace, Ada" <ada@x.dev>"#.parse().unwrap();
    assert!(refused(name).starts_with(&again("value is not a valid email address")));
    let short = TextColumn(Name("a".to_owned())).to_column();
    let reason = "String should have at least 2 characters";
    assert_eq!(short.unwrap_err().to_string(), again(reason));
}

#[model]
#[derive(Debug)]
struct Ruled(#[field(check = no_list)] Value);

fn no_list(value: &Value) -> Result<(), FieldError> {
    if value.is_array() {
        return Err(FieldError::value("no list"));
    }
    Ok(())
}

#[test]
fn a_text_that_does_not_tell_its_kind_is_an_error() {
    #[model(untagged)]
    #[derive(Debug)]
    enum Either {
        Number(i64),
        Text(String),
    }

    let reason = "a text does not tell which kind of value it is: a JsonColumn can hold it";
    let value = TextColumn(json!(7)).to_column();
    assert_eq!(value.unwrap_err().to_string(), reason);
    for either in [Either::Number(7), Either::Text("7".to_owned())] {
        let value = TextColumn(Some(either)).to_column();
        assert_eq!(value.unwrap_err().to_string(), reason);
    }
    let value = TextColumn(Ruled(json!("a"))).to_column();
    assert_eq!(value.unwrap_err().to_string(), reason);
}
