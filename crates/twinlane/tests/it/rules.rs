//! Rules that only startup can check: of what a function or a model is generic over, and patterns that are too large.

use expect_test::{Expect, expect};
use twinlane::DataType;
use twinlane::prelude::*;
use twinlane::testing::TestClient;

fn check(app: App, report: &Expect) {
    let error = app.into_service().expect_err("rules that do not fit");
    report.assert_eq(&error.to_string());
}

#[dependency]
async fn limit<T: DataType>(#[header(multiple_of = 0.5)] x_limit: T) -> i64 {
    drop(x_limit);
    1
}

#[get("/second")]
async fn second(limit: Depends<limit<i64>>) -> i64 {
    *limit
}

#[model]
struct Page<T> {
    #[field(le = 300)]
    first: T,
    #[field(min_length = 3, max_length = 2)]
    names: Vec<String>,
}

#[post("/third")]
async fn third(page: Page<u8>) -> Page<i64> {
    Page {
        first: page.first.into(),
        names: page.names,
    }
}

#[get("/fourth", responses(404 = Page<f64>))]
async fn fourth() -> Vec<Page<String>> {
    Vec::new()
}

#[get("/fifth")]
async fn fifth(#[query(pattern = r"\w{100}{100}")] code: String) -> String {
    code
}

#[webhook(post, "paid")]
fn paid(page: Page<Option<u8>>);

#[test]
fn a_rule_that_does_not_fit_keeps_the_application_from_starting() {
    check(
        App::new()
            .routes(routes![second, third, fourth, fifth])
            .webhooks(webhooks![paid]),
        &expect![[r#"
            the application cannot start: 6 mistakes
              1. GET /second (it::rules::second): the parameter `x_limit` of the dependency `limit`: `multiple_of = 0.5` has no value of the type `i64`: write a whole number above 0 that the type holds, as in `multiple_of = 5`
              2. POST /third (it::rules::third): the field `first` of `Page`: `le = 300` has no value of the type `u8`: write a whole number from 0 to 255, as in `ge = 1`
              3. POST /third (it::rules::third): the field `names` of `Page`: `max_length = 2` and the other rules leave no value of the type `Vec<String>`: every request would be refused: change one of them
              4. GET /fourth (it::rules::fourth): the field `first` of `Page`: `le = 300` is no rule of the type `String`: `gt`, `ge`, `lt` and `le` are rules of numbers, dates, times and durations
              5. GET /fifth (it::rules::fifth): the parameter `code`: `pattern = "\\w{100}{100}"` is no pattern that can be matched: Compiled regex exceeds size limit of 10485760 bytes.
              6. POST paid (it::rules::paid): the field `first` of `Page`: `le = 300` has no value of the type `Option<u8>`: write a whole number from 0 to 255, as in `ge = 1`"#]],
    );
}

#[dependency]
async fn day<T: DataType>(#[query(ge = "2024-01-01")] day: T) -> i64 {
    drop(day);
    1
}

#[get("/days")]
async fn days(day: Depends<day<Date>>) -> i64 {
    *day
}

#[test]
fn a_rule_that_fits_the_type_of_a_generic_function_is_kept() {
    let client = TestClient::blocking(App::new().routes(routes![days]));
    assert_eq!(client.get("/days?day=2024-01-01").send().status(), 200);
    assert_eq!(client.get("/days?day=2023-12-31").send().status(), 422);
}
