//! The matrix of options and places: an option has an effect wherever it is accepted, and is refused elsewhere.
//!
//! A cell is two applications, with the option and without it. With it the application does not start, or something can be
//! told from outside: its document, or the answer to one of the requests.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use expect_test::expect;
use twinlane::prelude::*;
use twinlane::testing::TestClient;
use twinlane::types::Bytes;
use twinlane::{JsonLines, Route};

#[model]
#[derive(Default)]
struct Group {
    #[field(default = 1)]
    a_b: i64,
}

/// What can be told of an application from outside. `None`: it does not start.
async fn seen(route: Route) -> Option<String> {
    let service = App::new().routes([route]).into_service().ok()?;
    let client = TestClient::of(service);
    let mut seen = String::new();
    let mut tell = |response: twinlane::testing::TestResponse| {
        let _ = writeln!(seen, "{} {}", response.status(), response.text());
    };
    tell(client.get("/openapi.json").await);
    for value in ["1", "x"] {
        tell(client.get(&format!("/value/{value}")).await);
        for name in ["p", "al", "a_b", "a-b"] {
            tell(client.get("/").query([(name, value)]).await);
            tell(client.get("/").header(name, value).await);
            tell(client.get("/").cookie(name, value).await);
            tell(client.post("/").form([(name, value)]).await);
            tell(client.post("/").file(name, "f", value).await);
        }
        for key in ["p", "al"] {
            tell(
                client
                    .post("/")
                    .json(&json!({ key: { "a_b": value } }))
                    .await,
            );
        }
        tell(client.post("/").json(&json!({ "a_b": value })).await);
    }
    tell(client.get("/").await);
    tell(client.post("/").await);
    Some(seen)
}

/// What becomes of an option at one place.
async fn cell(with: Route, without: Route) -> &'static str {
    let without = seen(without).await.expect("it starts without the option");
    match seen(with).await {
        None => "refused",
        Some(with) if with != without => "works",
        Some(_) => "IGNORED",
    }
}

/// One operation for each place, whose parameter has these options.
macro_rules! places {
    ($module:ident: $($options:tt)*) => {
        mod $module {
            use super::*;

            #[get("/value/{p}")]
            async fn path(#[path($($options)*)] p: i64) -> Value {
                json!(p)
            }
            #[get("/")]
            async fn query(#[query($($options)*)] p: i64) -> Value {
                json!(p)
            }
            #[get("/")]
            async fn query_list(#[query($($options)*)] p: Vec<i64>) -> Value {
                json!(p)
            }
            #[get("/")]
            async fn query_group(#[query($($options)*)] p: Group) -> Value {
                json!(p)
            }
            #[get("/")]
            async fn query_optional_group(#[query($($options)*)] p: Option<Group>) -> Value {
                json!(p)
            }
            #[get("/")]
            async fn header(#[header($($options)*)] p: i64) -> Value {
                json!(p)
            }
            #[get("/")]
            async fn header_group(#[header($($options)*)] p: Group) -> Value {
                json!(p)
            }
            #[get("/")]
            async fn cookie(#[cookie($($options)*)] p: i64) -> Value {
                json!(p)
            }
            #[get("/")]
            async fn cookie_group(#[cookie($($options)*)] p: Group) -> Value {
                json!(p)
            }
            #[post("/")]
            async fn form_field(#[form($($options)*)] p: i64) -> Value {
                json!(p)
            }
            #[post("/")]
            async fn form_model(#[form($($options)*)] p: Group) -> Value {
                json!(p)
            }
            #[post("/")]
            async fn form_model_and_field(#[form($($options)*)] p: Group, #[form(default)] n: i64) -> Value {
                json!([p, n])
            }
            #[post("/")]
            async fn optional_form_model(#[form($($options)*)] p: Option<Group>) -> Value {
                json!(p)
            }
            #[post("/")]
            async fn file_in_memory(#[file($($options)*)] p: Bytes) -> Value {
                json!(p.len())
            }
            #[post("/")]
            async fn body_model(#[body($($options)*)] p: Group) -> Value {
                json!(p)
            }
            #[post("/")]
            async fn body_scalar(#[body($($options)*)] p: i64) -> Value {
                json!(p)
            }
            #[post("/")]
            async fn body_key(#[body($($options)*)] p: Group, #[body(default)] n: i64) -> Value {
                json!([p, n])
            }

            pub(super) fn routes() -> Vec<(&'static str, Route)> {
                let routes = routes![
                    path, query, query_list, query_group, query_optional_group, header, header_group,
                    cookie, cookie_group, form_field, form_model, form_model_and_field,
                    optional_form_model, file_in_memory, body_model, body_scalar, body_key
                ];
                PLACES.into_iter().zip(routes).collect()
            }
        }
    };
}

const PLACES: [&str; 17] = [
    "path",
    "query",
    "query list",
    "query model",
    "query Option of a model",
    "header",
    "header model",
    "cookie",
    "cookie model",
    "form field",
    "form model",
    "form model and field",
    "form Option of a model",
    "file in memory",
    "body model",
    "body scalar",
    "body key",
];

places!(nothing: );
places!(alias: alias = "al");
places!(title: title = "T");
places!(description: description = "D");
places!(deprecated: deprecated);
places!(hidden: hidden);
places!(default: default);
places!(example: example = json!(1));
places!(examples: examples = [json!(1)]);
places!(json_schema_extra: json_schema_extra = json!({ "x-extra": 1 }));
places!(openapi_examples: openapi_examples = json!({ "one": { "value": 1 } }));

/// `convert_underscores` is an option of headers, `embed` one of bodies: elsewhere they do not compile.
mod of_one_source {
    use super::*;

    #[get("/")]
    async fn header(#[header] a_b: i64) -> Value {
        json!(a_b)
    }
    #[get("/")]
    async fn header_kept(#[header(convert_underscores = false)] a_b: i64) -> Value {
        json!(a_b)
    }
    #[get("/")]
    async fn group(#[header(convert_underscores = false)] p: Group) -> Value {
        json!(p)
    }
    #[get("/")]
    async fn optional_group(#[header(convert_underscores = false)] p: Option<Group>) -> Value {
        json!(p)
    }
    #[get("/")]
    async fn optional_group_without(#[header] p: Option<Group>) -> Value {
        json!(p)
    }
    #[post("/")]
    async fn model(#[body(embed)] p: Group) -> Value {
        json!(p)
    }
    #[post("/")]
    async fn scalar(#[body(embed)] p: i64) -> Value {
        json!(p)
    }

    #[get("/")]
    async fn default_group(#[query(default = Some(Group { a_b: 5 }))] p: Option<Group>) -> Value {
        json!(p)
    }
    #[post("/")]
    async fn default_form(#[form(default = Some(Group { a_b: 5 }))] p: Option<Group>) -> Value {
        json!(p)
    }

    pub(super) fn pairs() -> Vec<(&'static str, &'static str, Route, Route)> {
        let mut without: BTreeMap<_, _> = nothing::routes().into_iter().collect();
        let mut without = |place: &str| without.remove(place).expect("a place");
        let route = |routes: Vec<Route>| routes.into_iter().next().expect("one");
        vec![
            (
                "convert_underscores",
                "header",
                route(routes![header_kept]),
                route(routes![header]),
            ),
            (
                "convert_underscores",
                "header model",
                route(routes![group]),
                without("header model"),
            ),
            (
                "convert_underscores",
                "header Option of a model",
                route(routes![optional_group]),
                route(routes![optional_group_without]),
            ),
            (
                "default",
                "query Option of a model",
                route(routes![default_group]),
                without("query Option of a model"),
            ),
            (
                "default",
                "form Option of a model",
                route(routes![default_form]),
                without("form Option of a model"),
            ),
            (
                "embed",
                "body model",
                route(routes![model]),
                without("body model"),
            ),
            (
                "embed",
                "body scalar",
                route(routes![scalar]),
                without("body scalar"),
            ),
        ]
    }
}

/// An option, a place, the operation with the option there, and without it.
fn pairs() -> Vec<(&'static str, &'static str, Route, Route)> {
    let options = [
        ("alias", alias::routes as fn() -> Vec<(&'static str, Route)>),
        ("title", title::routes),
        ("description", description::routes),
        ("deprecated", deprecated::routes),
        ("hidden", hidden::routes),
        ("default", default::routes),
        ("example", example::routes),
        ("examples", examples::routes),
        ("json_schema_extra", json_schema_extra::routes),
        ("openapi_examples", openapi_examples::routes),
    ];
    let mut pairs = Vec::new();
    for (option, routes) in options {
        for ((place, with), (_, without)) in routes().into_iter().zip(nothing::routes()) {
            // The default of an `Option` is what it is without one: `of_one_source` has another.
            if option == "default" && place.contains("Option") {
                continue;
            }
            pairs.push((option, place, with, without));
        }
    }
    pairs.extend(of_one_source::pairs());
    pairs
}

/// What becomes of each option, with the places.
async fn matrix(pairs: Vec<(&'static str, &'static str, Route, Route)>) -> String {
    let mut matrix: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for (option, place, with, without) in pairs {
        let outcome = cell(with, without).await;
        let places = matrix
            .entry(option)
            .or_default()
            .entry(outcome)
            .or_default();
        places.push(place);
    }
    let mut text = String::new();
    for (option, outcomes) in &matrix {
        for (outcome, places) in outcomes {
            let _ = writeln!(text, "{option} {outcome}: {}", places.join(", "));
        }
    }
    text
}

#[tokio::test]
async fn an_option_of_a_parameter_works_or_is_refused() {
    let text = matrix(pairs()).await;
    assert!(!text.contains("IGNORED"), "{text}");
    expect![["
        alias refused: path, query model, query Option of a model, header model, cookie model, form model, form model and field, form Option of a model, body model, body scalar
        alias works: query, query list, header, cookie, form field, file in memory, body key
        convert_underscores works: header, header model, header Option of a model
        default refused: path
        default works: query, query list, query model, header, header model, cookie, cookie model, form field, form model, form model and field, file in memory, body model, body scalar, body key, query Option of a model, form Option of a model
        deprecated refused: query model, query Option of a model, header model, cookie model, form Option of a model
        deprecated works: path, query, query list, header, cookie, form field, form model, form model and field, file in memory, body model, body scalar, body key
        description refused: query model, query Option of a model, header model, cookie model, form Option of a model
        description works: path, query, query list, header, cookie, form field, form model, form model and field, file in memory, body model, body scalar, body key
        embed works: body model, body scalar
        example refused: query model, query Option of a model, header model, cookie model, form Option of a model
        example works: path, query, query list, header, cookie, form field, form model, form model and field, file in memory, body model, body scalar, body key
        examples refused: query model, query Option of a model, header model, cookie model, form Option of a model
        examples works: path, query, query list, header, cookie, form field, form model, form model and field, file in memory, body model, body scalar, body key
        hidden refused: form field, form model, form model and field, form Option of a model, file in memory, body model, body scalar, body key
        hidden works: path, query, query list, query model, query Option of a model, header, header model, cookie, cookie model
        json_schema_extra refused: query model, query Option of a model, header model, cookie model, form Option of a model
        json_schema_extra works: path, query, query list, header, cookie, form field, form model, form model and field, file in memory, body model, body scalar, body key
        openapi_examples refused: query model, query Option of a model, header model, cookie model, form field, form model and field, form Option of a model, file in memory, body key
        openapi_examples works: path, query, query list, header, cookie, form model, body model, body scalar
        title refused: query model, query Option of a model, header model, cookie model, form Option of a model
        title works: path, query, query list, header, cookie, form field, form model, form model and field, file in memory, body model, body scalar, body key
    "]].assert_eq(&text);
}

/// The options that the macros know, as their own message lists them: the UI test keeps that up to date.
fn known(stderr: &str) -> BTreeSet<&str> {
    let lists = stderr
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("the options are "));
    lists
        .flat_map(|list| list.split('`').skip(1).step_by(2))
        .collect()
}

/// Rules have tests of their own, in `rules.rs` here and in `twinlane-model`.
const RULES: [&str; 20] = [
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
];

#[test]
fn every_option_of_a_parameter_is_in_the_matrix() {
    let known = known(include_str!(
        "../ui/path_operation/unknown_parameter_option.stderr"
    ));
    let tested = pairs().into_iter().map(|(option, ..)| option);
    let tested: BTreeSet<&str> = tested.chain(RULES).collect();
    assert_eq!(known, tested, "an option needs a row in the matrix");
}

#[dependency]
async fn one() -> i64 {
    1
}

#[get(
    "/body",
    max_body_size = 10,
    form_limits(max_files = 1),
    error_limits(max_input_size = 200)
)]
async fn no_body() -> i64 {
    1
}

#[post("/json", max_body_size = 10, form_limits(max_files = 1))]
async fn no_form(group: Group) -> Value {
    json!(group)
}

#[get("/text", media_type = "text/plain")]
async fn own_media_type() -> Html {
    Html::new("<p>")
}

#[get("/alone", concurrent)]
async fn no_dependency() -> i64 {
    1
}

#[post(
    "/form",
    max_body_size = 10,
    form_limits(max_files = 1),
    error_limits(max_input_size = 200)
)]
async fn form(#[form] name: String) -> String {
    name
}

#[get("/depends", concurrent, media_type = "application/problem+json")]
async fn depends(one: Depends<one>) -> i64 {
    *one
}

#[get("/group")]
async fn group_alias(
    #[query(alias = "g", title = "T", gt = 0)] limit: i64,
    #[query(alias = "h")] group: Group,
) -> Value {
    json!([limit, group])
}

#[webhook(post, "paid")]
fn paid(#[body(openapi_examples = json!({}))] one: i64, #[body(hidden)] two: i64);

#[test]
fn an_option_that_would_do_nothing_keeps_the_application_from_starting() {
    let app = App::new()
        .routes(routes![
            no_body,
            no_form,
            own_media_type,
            no_dependency,
            form,
            depends,
            group_alias
        ])
        .webhooks(webhooks![paid]);
    let report = app
        .into_service()
        .expect_err("options without effect")
        .to_string();
    expect![[r#"
        the application cannot start: 9 mistakes
          1. GET /body (it::options::no_body): `max_body_size` is for a body, and nothing reads one: leave it out
          2. GET /body (it::options::no_body): `form_limits` is for a form, and nothing reads one: leave it out
          3. GET /body (it::options::no_body): `error_limits` is for the errors of parameters, and nothing reads any: leave it out
          4. POST /json (it::options::no_form): `form_limits` is for a form, and nothing reads one: leave it out
          5. GET /text (it::options::own_media_type): `media_type` does nothing, since the return type says one: leave it out, or return `Content` with a media type
          6. GET /alone (it::options::no_dependency): `concurrent` is for dependencies, and the operation has none: leave it out
          7. GET /group (it::options::group_alias): parameter `group`: `alias` is one name, and a model has a name for each field: write `#[field(alias = "...")]` on its fields
          8. POST paid (it::options::paid): parameter `one`: `openapi_examples` is for a parameter or a whole body, and this is a part of one: write `examples`
          9. POST paid (it::options::paid): parameter `two`: `hidden` does nothing here, since the document always shows the body: leave it out, or hide the whole operation"#]].assert_eq(&report);
}

#[model]
#[derive(Default)]
struct Item {
    #[field(default)]
    a_b: i64,
    none: Option<i64>,
}

/// One operation for each kind of answer, with these options.
macro_rules! operations {
    ($module:ident: $($options:tt)*) => {
        mod $module {
            use super::*;

            #[get("/", $($options)*)]
            async fn model() -> Item {
                Item::default()
            }
            #[get("/", $($options)*)]
            fn plain_fn() -> Item {
                Item::default()
            }
            #[get("/", $($options)*)]
            async fn html() -> Html {
                Html::new("<p>")
            }
            #[get("/", $($options)*)]
            async fn items() -> JsonLines<Item> {
                JsonLines::of([Item::default()])
            }

            pub(super) fn routes() -> Vec<(&'static str, Route)> {
                let places = ["model", "model of a plain fn", "html", "items"];
                places.into_iter().zip(routes![model, plain_fn, html, items]).collect()
            }
        }
    };
}

mod of_operation {
    use super::*;

    #[callback(post, "{$request.query.url}")]
    fn called(one: i64);

    operations!(nothing: );
    operations!(status: status = 201);
    operations!(tags: tags = ["t"]);
    operations!(summary: summary = "S");
    operations!(description: description = "D");
    operations!(response_description: response_description = "R");
    operations!(responses: responses(404 = "none"));
    operations!(response_include: response_include = ["a_b"]);
    operations!(response_exclude: response_exclude = ["a_b"]);
    operations!(response_exclude_none: response_exclude_none);
    operations!(response_exclude_defaults: response_exclude_defaults);
    operations!(media_type: media_type = "application/problem+json");
    operations!(callbacks: callbacks(called));
    operations!(operation_id: operation_id = "id");
    operations!(deprecated: deprecated);
    operations!(hidden: hidden);
    operations!(openapi_extra: openapi_extra = json!({ "x-extra": 1 }));

    pub(super) fn pairs() -> Vec<(&'static str, &'static str, Route, Route)> {
        let options = [
            (
                "status",
                status::routes as fn() -> Vec<(&'static str, Route)>,
            ),
            ("tags", tags::routes),
            ("summary", summary::routes),
            ("description", description::routes),
            ("response_description", response_description::routes),
            ("responses", responses::routes),
            ("response_include", response_include::routes),
            ("response_exclude", response_exclude::routes),
            ("response_exclude_none", response_exclude_none::routes),
            (
                "response_exclude_defaults",
                response_exclude_defaults::routes,
            ),
            ("media_type", media_type::routes),
            ("callbacks", callbacks::routes),
            ("operation_id", operation_id::routes),
            ("deprecated", deprecated::routes),
            ("hidden", hidden::routes),
            ("openapi_extra", openapi_extra::routes),
        ];
        let mut pairs = Vec::new();
        for (option, routes) in options {
            for ((place, with), (_, without)) in routes().into_iter().zip(nothing::routes()) {
                pairs.push((option, place, with, without));
            }
        }
        pairs
    }
}

#[tokio::test]
async fn an_option_of_an_operation_works_or_is_refused() {
    let text = matrix(of_operation::pairs()).await;
    assert!(!text.contains("IGNORED"), "{text}");
    expect![["
        callbacks works: model, model of a plain fn, html, items
        deprecated works: model, model of a plain fn, html, items
        description works: model, model of a plain fn, html, items
        hidden works: model, model of a plain fn, html, items
        media_type refused: html, items
        media_type works: model, model of a plain fn
        openapi_extra works: model, model of a plain fn, html, items
        operation_id works: model, model of a plain fn, html, items
        response_description works: model, model of a plain fn, html, items
        response_exclude refused: html, items
        response_exclude works: model, model of a plain fn
        response_exclude_defaults refused: html, items
        response_exclude_defaults works: model, model of a plain fn
        response_exclude_none refused: html, items
        response_exclude_none works: model, model of a plain fn
        response_include refused: html, items
        response_include works: model, model of a plain fn
        responses works: model, model of a plain fn, html, items
        status works: model, model of a plain fn, html, items
        summary works: model, model of a plain fn, html, items
        tags works: model, model of a plain fn, html, items
    "]]
    .assert_eq(&text);
}

/// Options that change how an operation runs, each with the file of its tests.
const RUNNING: [(&str, &str); 11] = [
    ("dependencies", "dependency.rs"),
    ("concurrent", "dependency.rs"),
    ("max_body_size", "form.rs"),
    ("form_limits", "form.rs"),
    ("error_limits", "error_limits.rs"),
    ("cpu", "lanes.rs"),
    ("in_place", "lanes.rs"),
    ("thread_capacity", "capacity.rs"),
    ("thread_queue", "capacity.rs"),
    ("never_shed", "capacity.rs"),
    ("cancel_on_disconnect", "cancel.rs"),
];

#[test]
fn every_option_of_an_operation_is_in_the_matrix() {
    let known = known(include_str!("../ui/path_operation/unknown_option.stderr"));
    let tested = of_operation::pairs().into_iter().map(|(option, ..)| option);
    let running = RUNNING.iter().map(|(option, _)| *option);
    let tested: BTreeSet<&str> = tested.chain(running).collect();
    assert_eq!(known, tested, "an option needs a row in the matrix");
}
