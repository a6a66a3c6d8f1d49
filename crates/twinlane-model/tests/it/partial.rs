//! The changes of a PATCH: the checks of the whole, its fields by name and type, its name in a document.

use serde_json::json;
use twinlane_model::{
    Data, DataType, DataTypeExt, Definitions, FieldError, Given, Mode, Partial, fields, model,
    to_json,
};

#[model(check = is_ordered, partial = "SpanUpdate")]
#[derive(Debug, Clone, PartialEq)]
struct Span {
    from: i64,
    #[field(alias = "until")]
    to: i64,
    #[field(write_only, sensitive, default)]
    key: String,
}

fn is_ordered(span: &Span) -> Result<(), FieldError> {
    if span.from > span.to {
        return Err(FieldError::value("it ends before it begins"));
    }
    Ok(())
}

fn span() -> Span {
    Span::from_json(r#"{"from":5,"until":9}"#).unwrap()
}

#[test]
fn the_checks_of_the_whole_run_after_the_changes() {
    let mut span = span();
    let changes = Partial::<Span>::from_json(r#"{"until":"7","until":8}"#).unwrap();
    assert_eq!(changes.get(fields![Span: to]), Some(&8));
    assert!(changes.has(fields![Span: to]) && !changes.has(fields![Span: from]));
    changes.apply(&mut span).unwrap();
    assert_eq!(span.to, 8);
    // `serde` alone keeps both.
    let twice = serde_json::from_str::<Data<Partial<Span>>>(r#"{"until":7,"until":8}"#);
    let Data(twice) = twice.unwrap();
    assert_eq!(twice.names().count(), 2);
    assert_eq!(twice.get(fields![Span: to]), Some(&8));
}

#[test]
fn what_is_only_sent_is_not_written() {
    let changes = Partial::<Span>::from_json(r#"{"key":"hush","from":3}"#).unwrap();
    assert_eq!(changes.to_json(), r#"{"from":3}"#);
}

#[test]
fn what_the_checks_refuse_is_undone() {
    let mut whole = span();
    let changes = r#"{"until":1,"from":3,"until":2,"key":"secret"}"#;
    let changes = Partial::<Span>::from_json(changes).unwrap();
    let error = changes.apply(&mut whole).unwrap_err();
    assert_eq!(whole, span());
    let detail = error.detail();
    assert_eq!(
        (detail.kind, detail.msg.as_str()),
        ("value_error", "Value error, it ends before it begins")
    );
    assert!(!to_json(&detail.input).contains("secret"));
}

/// It is written as any other field, and shown in no error.
#[model(check = refused)]
struct Account {
    #[field(sensitive, default)]
    word: String,
    #[field(default = 1)]
    size: i64,
}

fn refused(_: &Account) -> Result<(), FieldError> {
    Err(FieldError::value("no"))
}

fn account(word: &str, size: i64) -> Account {
    let word = word.to_owned();
    Account { word, size }
}

#[test]
fn what_is_sensitive_in_changes_is_not_shown() {
    let partial = Partial::<Account>::from_json(r#"{"word":"hush","size":2}"#).unwrap();
    let given = Given::new(account("hush", 2), fields![Account: word, size]);
    for refused in [
        partial.apply(&mut account("", 1)),
        given.apply(&mut account("", 1)),
    ] {
        let input = to_json(&refused.unwrap_err().detail().input);
        assert_eq!(input, r#"{"word":"**********","size":2}"#);
    }
}

#[test]
fn it_can_be_shared_by_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Partial<Span>>();
}

/// It takes the name of another.
#[model(partial = "Other")]
struct Named {
    x: i64,
}

#[model]
struct Other {
    y: i64,
}

#[test]
fn its_component_has_the_name_that_is_said() {
    let names = |shapes: &[&'static twinlane_model::Shape]| {
        let mut definitions = Definitions::new();
        for shape in shapes {
            definitions.collect(shape, Mode::Input);
        }
        let components = definitions.finish().components();
        components
            .into_iter()
            .map(|(name, _)| name)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(&[Partial::<Span>::SHAPE, Span::SHAPE]),
        ["Span", "SpanUpdate"]
    );
    assert_eq!(Partial::<Span>::json_schema()["title"], json!("SpanUpdate"));
    let ambiguous = names(&[Partial::<Named>::SHAPE, Other::SHAPE]);
    assert_eq!(
        ambiguous,
        ["it__partial__Other", "it__partial__Partial_Other"]
    );
}
