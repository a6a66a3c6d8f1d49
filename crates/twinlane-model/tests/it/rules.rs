//! Rules at the edges that recorded answers do not reach: the widths of Rust's numbers.

use serde_json::json;
use twinlane_model::shape::Misfits;
use twinlane_model::shape::{Bound, CheckedShape, Rules};
use twinlane_model::{DataType, DataTypeExt, JsonText, Pattern, Shape, model};

use crate::{body, body_with, query, query_with};

#[test]
fn a_number_outside_its_width_is_refused_with_the_bound() {
    assert_eq!(
        body::<u8>("256"),
        Err(r#"[{"type":"less_than_equal","loc":["body"],"msg":"Input should be less than or equal to 255","input":256,"ctx":{"le":255}}]"#.to_owned())
    );
    assert_eq!(
        query::<i8>("-129"),
        Err(r#"[{"type":"greater_than_equal","loc":["query","v"],"msg":"Input should be greater than or equal to -128","input":"-129","ctx":{"ge":-128}}]"#.to_owned())
    );
    assert!(body::<u128>(&u128::MAX.to_string()).is_ok());
    assert!(
        body::<u128>("340282366920938463463374607431768211456")
            .unwrap_err()
            .contains(r#""ctx":{"le":340282366920938463463374607431768211455}"#)
    );
    assert!(body::<u64>("-1").unwrap_err().contains(r#""ctx":{"ge":0}"#));
}

#[test]
fn a_rule_comes_before_the_width() {
    let at_most_ten = Rules {
        le: Some(Bound::Int(10)),
        ..Rules::NONE
    };
    assert!(
        body_with::<i8>("300", &at_most_ten)
            .unwrap_err()
            .contains(r#""ctx":{"le":10}"#)
    );
}

#[test]
fn rules_look_at_every_digit_of_a_long_number() {
    let sevens = Rules {
        multiple_of: Some(Bound::Int(7)),
        ..Rules::NONE
    };
    // The greatest multiple of seven of 128 bits, and its neighbours.
    assert!(body_with::<u128>("340282366920938463463374607431768211452", &sevens).is_ok());
    assert!(body_with::<u128>("340282366920938463463374607431768211453", &sevens).is_err());
    assert!(query_with::<u128>("340282366920938463463374607431768211452", &sevens).is_ok());
    // One more than the measure can hold.
    let most = Rules {
        le: Some(Bound::Int(i128::MAX)),
        ..Rules::NONE
    };
    assert!(body_with::<u128>("170141183460469231731687303715884105727", &most).is_ok());
    assert!(body_with::<u128>("170141183460469231731687303715884105728", &most).is_err());
    assert!(query_with::<u128>("170141183460469231731687303715884105728", &most).is_err());
}

#[test]
fn a_32_bit_float_is_compared_as_it_is_stored() {
    let tenth = Rules {
        ge: Some(Bound::Float(0.1)),
        le: Some(Bound::Float(0.1)),
        ..Rules::NONE
    };
    assert_eq!(body_with::<f32>("0.1", &tenth), Ok(0.1));
    assert_eq!(query_with::<f32>("0.1", &tenth), Ok(0.1));
    assert_eq!(body_with::<f32>("\"0.1\"", &tenth), Ok(0.1));
    assert!(body_with::<f32>("0.2", &tenth).is_err());
}

#[test]
fn a_32_bit_float_does_not_overflow_into_infinity() {
    assert!(
        body::<f32>("1e39")
            .unwrap_err()
            .contains(r#""ctx":{"le":3.4028234663852886e+38}"#)
    );
    assert!(
        query::<f32>("-1e39")
            .unwrap_err()
            .contains(r#""ctx":{"ge":-3.4028234663852886e+38}"#)
    );
    assert_eq!(body::<f32>("Infinity"), Ok(f32::INFINITY));
}

#[test]
fn a_negative_zero_is_pythons() {
    assert!(body::<f64>("-0").unwrap().is_sign_positive());
    assert!(body::<f64>("-0.0").unwrap().is_sign_negative());
    assert!(query::<f64>("-0").unwrap().is_sign_negative());
    assert_eq!(body::<i64>("-0"), Ok(0));
    assert_eq!(
        body::<serde_json::Value>("[-0,-0.0]").unwrap().to_string(),
        "[0,-0.0]"
    );
}

#[test]
fn a_fractional_bound_of_a_whole_number_is_compared_as_it_is() {
    let half = Rules {
        gt: Some(Bound::Float(0.5)),
        ..Rules::NONE
    };
    assert_eq!(body_with::<i64>("1", &half), Ok(1));
    assert!(
        body_with::<i64>("0", &half)
            .unwrap_err()
            .contains(r#""ctx":{"gt":0.5}"#)
    );
    let whole = Rules {
        le: Some(Bound::Float(2.0)),
        ..Rules::NONE
    };
    assert!(
        body_with::<i64>("3", &whole)
            .unwrap_err()
            .contains(r#""ctx":{"le":2}"#)
    );
}

#[model]
#[derive(Debug, PartialEq)]
struct Exactly(#[field(strict)] i64);

#[test]
fn a_text_is_no_number_where_nothing_is_coerced() {
    let strict = Rules {
        strict: true,
        ..Rules::NONE
    };
    let refused = r#"[{"type":"int_type","loc":["query","v"],"msg":"Input should be a valid integer","input":"1"}]"#;
    assert_eq!(query_with::<i64>("1", &strict), Err(refused.to_owned()));
    assert_eq!(query::<Exactly>("1"), Err(refused.to_owned()));
    assert_eq!(query::<Option<Exactly>>("1"), Err(refused.to_owned()));
    assert_eq!(body::<Exactly>("1"), Ok(Exactly(1)));
    assert_eq!(query_with::<String>("1", &strict), Ok("1".to_owned()));
}

#[model]
#[derive(Debug)]
struct Age(#[field(ge = 18, multiple_of = 2)] u8);

#[model]
#[derive(Debug)]
struct Person {
    #[field(ge = 20)]
    age: Age,
    #[field(min_length = 2)]
    numbers: JsonText<Vec<i64>>,
    #[field(pattern = "[a-c]", to_lower)]
    letter: char,
}

fn person(age: i64, numbers: &str, letter: &str) -> Result<String, String> {
    let document = json!({ "age": age, "numbers": numbers, "letter": letter });
    let read = Person::from_json(document.to_string());
    read.map(|person| format!("{} {:?} {}", person.age.0, *person.numbers, person.letter))
        .map_err(|errors| errors.to_string())
}

#[test]
fn the_rules_of_a_field_and_those_of_its_type_are_kept() {
    assert_eq!(person(20, "[1, 2]", "a"), Ok("20 [1, 2] a".to_owned()));
    for (age, broken) in [
        (18, "greater than or equal to 20"),
        (16, "greater than or equal to 20"),
        (21, "multiple of 2"),
    ] {
        assert!(
            person(age, "[1, 2]", "a").unwrap_err().contains(broken),
            "{age}"
        );
    }
    assert_eq!(Person::json_schema()["properties"]["age"]["minimum"], 20);
}

#[test]
fn the_rules_of_a_document_in_a_text_are_kept() {
    let refused = person(20, "[1]", "a").unwrap_err();
    assert!(refused.contains("at least 2 items"), "{refused}");
}

#[test]
fn the_rules_of_a_character_are_kept() {
    let refused = person(20, "[1, 2]", "d").unwrap_err();
    assert!(refused.contains("should match pattern"), "{refused}");
    assert_eq!(person(20, "[1, 2]", "b"), Ok("20 [1, 2] b".to_owned()));
}

#[model]
struct Page<T> {
    #[field(ge = 300)]
    first: T,
    #[field(default)]
    next: Option<Box<Page<T>>>,
}

fn mistakes(rules: &Rules, shape: &'static Shape) -> Vec<String> {
    let mut misfits = Misfits::default();
    misfits.look_at("the parameter `p`", rules, shape);
    let found = misfits.take().into_iter();
    found
        .map(|one| format!("{}: `{}` {}", one.place, one.rule, one.message))
        .collect()
}

#[test]
fn a_rule_of_a_generic_type_is_looked_at_for_each_type() {
    assert_eq!(mistakes(&Rules::NONE, Page::<i64>::SHAPE), [""; 0]);
    assert_eq!(
        mistakes(&Rules::NONE, <Vec<Page<u8>>>::SHAPE),
        [
            "the field `first` of `Page`: `ge = 300` has no value of the type `u8`: write a whole number from 0 to 255, as in `ge = 1`"
        ]
    );
    assert_eq!(
        mistakes(&Rules::NONE, Page::<String>::SHAPE),
        [
            "the field `first` of `Page`: `ge = 300` is no rule of the type `String`: `gt`, `ge`, `lt` and `le` are rules of numbers, dates, times and durations"
        ]
    );
}

const LONG: Shape = Shape::Checked(&CheckedShape {
    shape: String::SHAPE,
    rules: Rules {
        min_length: Some(3),
        max_length: Some(2),
        ..Rules::NONE
    },
    check: None,
    more: None,
});

fn too_large() -> &'static Pattern {
    static PATTERN: Pattern = Pattern::new(r"\w{100}{100}");
    &PATTERN
}

#[test]
fn rules_that_are_written_by_hand_are_looked_at() {
    let text = Rules {
        ge: Some(Bound::Text("a")),
        multiple_of: Some(Bound::Float(f64::NAN)),
        ..Rules::NONE
    };
    assert_eq!(
        mistakes(&text, f64::SHAPE),
        [
            "the parameter `p`: `ge = \"a\"` has no value of the type `f64`: write a number, as in `ge = 0.5`",
            "the parameter `p`: `multiple_of = NaN` has no value of the type `f64`: write a number above 0, as in `multiple_of = 0.5`",
        ]
    );
    assert_eq!(
        mistakes(&Rules::NONE, &LONG),
        [
            "the type of the parameter `p`: `max_length = 2` and the other rules leave no value of the type `String`: every request would be refused: change one of them"
        ]
    );
    let large = Rules {
        pattern: Some(too_large),
        ..Rules::NONE
    };
    let [mistake] = &mistakes(&large, String::SHAPE)[..] else {
        panic!("one mistake");
    };
    assert!(
        mistake.contains("is no pattern that can be matched"),
        "{mistake}"
    );
}
