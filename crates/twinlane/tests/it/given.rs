//! A PATCH whose result the model's own checks refuse, and the fields that were given.

use expect_test::expect;
use twinlane::error::RequestValidationError;
use twinlane::prelude::*;
use twinlane::testing::TestClient;

#[model(check = is_ordered, partial = "SpanUpdate")]
struct Span {
    #[field(default = 1)]
    from: i64,
    #[field(default = 5)]
    to: i64,
}

fn is_ordered(span: &Span) -> Result<(), FieldError> {
    if span.from > span.to {
        return Err(FieldError::value("it ends before it begins"));
    }
    Ok(())
}

#[patch("/partial")]
async fn partial(changes: Partial<Span>) -> Result<Span> {
    let mut span = Span { from: 3, to: 7 };
    changes.apply(&mut span)?;
    Ok(span)
}

#[patch("/given")]
fn given(changes: Given<Span>) -> Result<Given<Span>> {
    let mut span = Span { from: 3, to: 7 };
    changes.apply(&mut span)?;
    Ok(Given::new(span, fields![Span: to]))
}

fn app() -> App {
    App::new().routes(routes![partial, given])
}

#[test]
fn what_the_checks_refuse_after_the_changes_is_a_422() {
    let client = TestClient::blocking(app());
    for (path, good) in [
        ("/partial", r#"{"from":4,"to":7}"#),
        ("/given", r#"{"to":7}"#),
    ] {
        let response = client.patch(path).json(&json!({ "from": 4 })).send();
        assert_eq!(
            (response.status().as_u16(), response.text()),
            (200, good.into())
        );
        let refused = client.patch(path).json(&json!({ "to": 2 })).send();
        assert_eq!(refused.status(), 422);
        expect![[r#"{"detail":[{"type":"value_error","loc":["body"],"msg":"Value error, it ends before it begins","input":{"to":2},"ctx":{"error":{}}}]}"#]]
            .assert_eq(&refused.text());
    }
}

#[test]
fn a_handler_of_validation_errors_has_it() {
    async fn invalid(error: RequestValidationError, _: Request) -> (StatusCode, Value) {
        (StatusCode::IM_A_TEAPOT, json!(error.errors().len()))
    }
    let client = TestClient::blocking(app().on_error(invalid));
    let refused = client.patch("/partial").json(&json!({ "to": 2 })).send();
    assert_eq!(
        (refused.status().as_u16(), refused.text()),
        (418, "1".into())
    );
}

#[test]
fn the_document_names_both() {
    let client = TestClient::blocking(app());
    let document: Value = client.get("/openapi.json").send().json();
    let body = |path: &str| {
        document["paths"][path]["patch"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].clone()
    };
    assert_eq!(body("/partial"), "#/components/schemas/SpanUpdate");
    assert_eq!(body("/given"), "#/components/schemas/Span");
    assert!(
        document["components"]["schemas"]["SpanUpdate"]
            .get("required")
            .is_none()
    );
}
