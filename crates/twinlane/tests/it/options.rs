//! The matrix of options and places: an option has an effect wherever it is accepted, and is refused elsewhere.
//!
//! A cell is two applications, with the option and without it. With it the application does not start, or something can be
//! told from outside: its document, or the answer to one of the requests.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use expect_test::expect;
use twinlane::prelude::*;
use twinlane::response::JsonLines;
use twinlane::routing::Route;
use twinlane::testing::TestClient;
use twinlane::types::Bytes;

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
    tell(client.post("/").json(&json!(1)).await);
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

#[tokio::test]
async fn two_operations_without_a_difference_are_told_apart_by_nothing() {
    for ((place, one), (_, other)) in nothing::routes().into_iter().zip(nothing::routes()) {
        assert_eq!(cell(one, other).await, "IGNORED", "{place}");
    }
    let without = of_one_source::without::routes();
    for (one, other) in without.into_iter().zip(of_one_source::without::routes()) {
        assert_eq!(cell(one, other).await, "IGNORED");
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
places!(validation_alias: validation_alias = ["x", "al"]);
places!(title: title = "T");
places!(description: description = "D");
places!(deprecated: deprecated);
places!(hidden: hidden);
places!(default: default);
places!(default_factory: default_factory = Default::default);
places!(example: example = json!(1));
places!(examples: examples = [json!(1)]);
places!(json_schema_extra: json_schema_extra = json!({ "x-extra": 1 }));
places!(openapi_examples: openapi_examples = json!({ "one": { "value": 1 } }));

/// Options of one source alone, and defaults of an `Option`: functions of one name, with the option and without it.
mod of_one_source {
    use super::*;

    mod with {
        use super::*;

        #[get("/")]
        async fn header(#[header(convert_underscores = false)] a_b: i64) -> Value {
            json!(a_b)
        }
        #[get("/")]
        async fn header_group(#[header(convert_underscores = false)] p: Group) -> Value {
            json!(p)
        }
        #[get("/")]
        async fn optional(#[header(convert_underscores = false)] p: Option<Group>) -> Value {
            json!(p)
        }
        #[get("/")]
        async fn query_made(
            #[query(default_factory = || Some(Group { a_b: 5 }))] p: Option<Group>,
        ) -> Value {
            json!(p)
        }
        #[post("/")]
        async fn form_made(
            #[form(default_factory = || Some(Group { a_b: 5 }))] p: Option<Group>,
        ) -> Value {
            json!(p)
        }
        #[get("/")]
        async fn query(#[query(default = Some(Group { a_b: 5 }))] p: Option<Group>) -> Value {
            json!(p)
        }
        #[post("/")]
        async fn form(#[form(default = Some(Group { a_b: 5 }))] p: Option<Group>) -> Value {
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

        pub(in super::super) fn routes() -> Vec<Route> {
            routes![
                header,
                header_group,
                optional,
                query,
                form,
                model,
                scalar,
                query_made,
                form_made
            ]
        }
    }

    pub(super) mod without {
        use super::*;

        #[get("/")]
        async fn header(#[header] a_b: i64) -> Value {
            json!(a_b)
        }
        #[get("/")]
        async fn header_group(#[header] p: Group) -> Value {
            json!(p)
        }
        #[get("/")]
        async fn optional(#[header] p: Option<Group>) -> Value {
            json!(p)
        }
        #[get("/")]
        async fn query(#[query] p: Option<Group>) -> Value {
            json!(p)
        }
        #[post("/")]
        async fn form(#[form] p: Option<Group>) -> Value {
            json!(p)
        }
        #[get("/")]
        async fn query_again(#[query] p: Option<Group>) -> Value {
            json!(p)
        }
        #[post("/")]
        async fn form_again(#[form] p: Option<Group>) -> Value {
            json!(p)
        }
        #[post("/")]
        async fn model(#[body] p: Group) -> Value {
            json!(p)
        }
        #[post("/")]
        async fn scalar(#[body] p: i64) -> Value {
            json!(p)
        }

        pub(in super::super) fn routes() -> Vec<Route> {
            routes![
                header,
                header_group,
                optional,
                query,
                form,
                model,
                scalar,
                query_again,
                form_again
            ]
        }
    }

    const CELLS: [(&str, &str); 9] = [
        ("convert_underscores", "header"),
        ("convert_underscores", "header model"),
        ("convert_underscores", "header Option of a model"),
        ("default", "query Option of a model"),
        ("default", "form Option of a model"),
        ("embed", "body model"),
        ("embed", "body scalar"),
        ("default_factory", "query Option of a model"),
        ("default_factory", "form Option of a model"),
    ];

    pub(super) fn pairs() -> Vec<(&'static str, &'static str, Route, Route)> {
        let routes = with::routes().into_iter().zip(without::routes());
        let cells = CELLS.into_iter().zip(routes);
        cells
            .map(|((option, place), (with, without))| (option, place, with, without))
            .collect()
    }
}

/// One operation for each place of an `Option`, and two for which `required` is none.
macro_rules! optional_places {
    ($module:ident: $($options:tt)*) => {
        mod $module {
            use super::*;

            #[get("/")]
            async fn query(#[query($($options)*)] p: Option<i64>) -> Value {
                json!(p)
            }
            #[post("/")]
            async fn form(#[form($($options)*)] p: Option<i64>) -> Value {
                json!(p)
            }
            #[post("/")]
            async fn body(#[body($($options)*)] p: Option<i64>) -> Value {
                json!(p)
            }
            #[post("/")]
            async fn body_model(#[body($($options)*)] p: Option<Group>) -> Value {
                json!(p)
            }
            #[get("/")]
            async fn query_value(#[query($($options)*)] p: i64) -> Value {
                json!(p)
            }
            #[get("/")]
            async fn query_group(#[query($($options)*)] p: Option<Group>) -> Value {
                json!(p)
            }

            pub(super) fn routes() -> Vec<(&'static str, Route)> {
                let places = ["query Option", "form Option", "body Option", "body Option of a model", "query", "query Option of a model"];
                let routes = routes![query, form, body, body_model, query_value, query_group];
                places.into_iter().zip(routes).collect()
            }
        }
    };
}

optional_places!(required: required);
optional_places!(not_required:);

/// One operation for each place of an `Option` that may be left out.
macro_rules! loose_places {
    ($module:ident: $($options:tt)*) => {
        mod $module {
            use super::*;

            #[get("/")]
            async fn query(#[query($($options)*)] p: Option<i64>) -> Value {
                json!(p)
            }
            #[get("/")]
            async fn query_list(#[query($($options)*)] p: Option<Vec<i64>>) -> Value {
                json!(p)
            }
            #[get("/")]
            async fn query_group(#[query($($options)*)] p: Option<Group>) -> Value {
                json!(p)
            }
            #[get("/")]
            async fn header(#[header($($options)*)] p: Option<i64>) -> Value {
                json!(p)
            }
            #[get("/")]
            async fn cookie(#[cookie($($options)*)] p: Option<i64>) -> Value {
                json!(p)
            }
            #[post("/")]
            async fn form_field(#[form($($options)*)] p: Option<i64>) -> Value {
                json!(p)
            }
            #[post("/")]
            async fn form_model(#[form($($options)*)] p: Option<Group>) -> Value {
                json!(p)
            }
            #[post("/")]
            async fn file(#[file($($options)*)] p: Option<UploadFile>) -> Value {
                json!(p.is_some())
            }
            #[post("/")]
            async fn files(#[file($($options)*)] p: Option<Vec<UploadFile>>) -> Value {
                json!(p.is_some())
            }
            #[post("/")]
            async fn body_model(#[body($($options)*)] p: Option<Group>) -> Value {
                json!(p)
            }
            #[post("/")]
            async fn body_scalar(#[body($($options)*)] p: Option<i64>) -> Value {
                json!(p)
            }
            #[post("/")]
            async fn body_key(#[body($($options)*)] p: Option<Group>, #[body(default)] n: i64) -> Value {
                json!([p, n])
            }

            pub(super) fn routes() -> Vec<(&'static str, Route)> {
                let places = [
                    "query", "query list", "query model", "header", "cookie", "form field", "form model", "file",
                    "files", "body model", "body scalar", "body key",
                ];
                let routes = routes![
                    query, query_list, query_group, header, cookie, form_field, form_model, file, files, body_model,
                    body_scalar, body_key
                ];
                places.into_iter().zip(routes).collect()
            }
        }
    };
}

loose_places!(not_null: not_null);
loose_places!(nullable:);

/// A check that refuses every value of any type.
fn refused<T>(_: &T) -> Result<(), FieldError> {
    Err(FieldError::value("refused"))
}

/// The same places, with a check of the type of each.
mod check {
    use super::*;

    #[get("/value/{p}")]
    async fn path(#[path(check = refused::<i64>)] p: i64) -> Value {
        json!(p)
    }
    #[get("/")]
    async fn query(#[query(check = refused::<i64>)] p: i64) -> Value {
        json!(p)
    }
    #[get("/")]
    async fn query_list(#[query(check = refused::<Vec<i64>>)] p: Vec<i64>) -> Value {
        json!(p)
    }
    #[get("/")]
    async fn query_group(#[query(check = refused::<Group>)] p: Group) -> Value {
        json!(p)
    }
    #[get("/")]
    async fn query_optional_group(#[query(check = refused::<Group>)] p: Option<Group>) -> Value {
        json!(p)
    }
    #[get("/")]
    async fn header(#[header(check = refused::<i64>)] p: i64) -> Value {
        json!(p)
    }
    #[get("/")]
    async fn header_group(#[header(check = refused::<Group>)] p: Group) -> Value {
        json!(p)
    }
    #[get("/")]
    async fn cookie(#[cookie(check = refused::<i64>)] p: i64) -> Value {
        json!(p)
    }
    #[get("/")]
    async fn cookie_group(#[cookie(check = refused::<Group>)] p: Group) -> Value {
        json!(p)
    }
    #[post("/")]
    async fn form_field(#[form(check = refused::<i64>)] p: i64) -> Value {
        json!(p)
    }
    #[post("/")]
    async fn form_model(#[form(check = refused::<Group>)] p: Group) -> Value {
        json!(p)
    }
    #[post("/")]
    async fn form_model_and_field(
        #[form(check = refused::<Group>)] p: Group,
        #[form(default)] n: i64,
    ) -> Value {
        json!([p, n])
    }
    #[post("/")]
    async fn optional_form_model(#[form(check = refused::<Group>)] p: Option<Group>) -> Value {
        json!(p)
    }
    #[post("/")]
    async fn file_in_memory(#[file(check = refused::<Bytes>)] p: Bytes) -> Value {
        json!(p.len())
    }
    #[post("/")]
    async fn body_model(#[body(check = refused::<Group>)] p: Group) -> Value {
        json!(p)
    }
    #[post("/")]
    async fn body_scalar(#[body(check = refused::<i64>)] p: i64) -> Value {
        json!(p)
    }
    #[post("/")]
    async fn body_key(
        #[body(check = refused::<Group>)] p: Group,
        #[body(default)] n: i64,
    ) -> Value {
        json!([p, n])
    }

    pub(super) fn routes() -> Vec<(&'static str, Route)> {
        let routes = routes![
            path,
            query,
            query_list,
            query_group,
            query_optional_group,
            header,
            header_group,
            cookie,
            cookie_group,
            form_field,
            form_model,
            form_model_and_field,
            optional_form_model,
            file_in_memory,
            body_model,
            body_scalar,
            body_key
        ];
        PLACES.into_iter().zip(routes).collect()
    }
}

/// Files, which are no data.
mod of_files {
    use super::*;

    #[post("/")]
    async fn checked_file(#[file(check = refused::<UploadFile>)] p: UploadFile) -> String {
        p.file_name().to_owned()
    }
    #[post("/")]
    async fn checked_files(
        #[file(check = refused::<Vec<UploadFile>>)] p: Vec<UploadFile>,
    ) -> Value {
        json!(p.len())
    }
    #[post("/")]
    async fn checked_option(
        #[file(check = refused::<UploadFile>, not_null)] p: Option<UploadFile>,
    ) -> Value {
        json!(p.is_some())
    }
    #[post("/")]
    async fn file(p: UploadFile) -> String {
        p.file_name().to_owned()
    }
    #[post("/")]
    async fn files(p: Vec<UploadFile>) -> Value {
        json!(p.len())
    }
    #[post("/")]
    async fn option(#[file(not_null)] p: Option<UploadFile>) -> Value {
        json!(p.is_some())
    }

    pub(super) fn pairs() -> Vec<(&'static str, &'static str, Route, Route)> {
        let places = ["file", "files", "Option of a file"];
        let with = routes![checked_file, checked_files, checked_option];
        let routes = with.into_iter().zip(routes![file, files, option]);
        let cells = places.into_iter().zip(routes);
        cells
            .map(|(place, (with, without))| ("check", place, with, without))
            .collect()
    }
}

/// An option, a place, the operation with the option there, and without it.
fn pairs() -> Vec<(&'static str, &'static str, Route, Route)> {
    let options = [
        ("alias", alias::routes as fn() -> Vec<(&'static str, Route)>),
        ("validation_alias", validation_alias::routes),
        ("title", title::routes),
        ("description", description::routes),
        ("deprecated", deprecated::routes),
        ("hidden", hidden::routes),
        ("default", default::routes),
        ("default_factory", default_factory::routes),
        ("check", check::routes),
        ("example", example::routes),
        ("examples", examples::routes),
        ("json_schema_extra", json_schema_extra::routes),
        ("openapi_examples", openapi_examples::routes),
    ];
    let mut pairs = Vec::new();
    for (option, routes) in options {
        for ((place, with), (_, without)) in routes().into_iter().zip(nothing::routes()) {
            // The default of an `Option` is what it is without one: `of_one_source` has another.
            if option.starts_with("default") && place.contains("Option") {
                continue;
            }
            pairs.push((option, place, with, without));
        }
    }
    let required = required::routes().into_iter().zip(not_required::routes());
    pairs.extend(required.map(|((place, with), (_, without))| ("required", place, with, without)));
    let loose = not_null::routes().into_iter().zip(nullable::routes());
    pairs.extend(loose.map(|((place, with), (_, without))| ("not_null", place, with, without)));
    pairs.extend(of_one_source::pairs());
    pairs.extend(of_files::pairs());
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
    expect![[r"
        alias refused: path, query model, query Option of a model, header model, cookie model, form model, form model and field, form Option of a model, body model, body scalar
        alias works: query, query list, header, cookie, form field, file in memory, body key
        check works: path, query, query list, query model, query Option of a model, header, header model, cookie, cookie model, form field, form model, form model and field, form Option of a model, file in memory, body model, body scalar, body key, file, files, Option of a file
        convert_underscores works: header, header model, header Option of a model
        default refused: path
        default works: query, query list, query model, header, header model, cookie, cookie model, form field, form model, form model and field, file in memory, body model, body scalar, body key, query Option of a model, form Option of a model
        default_factory refused: path
        default_factory works: query, query list, query model, header, header model, cookie, cookie model, form field, form model, form model and field, file in memory, body model, body scalar, body key, query Option of a model, form Option of a model
        deprecated refused: query model, query Option of a model, header model, cookie model, form Option of a model
        deprecated works: path, query, query list, header, cookie, form field, form model, form model and field, file in memory, body model, body scalar, body key
        description refused: query model, query Option of a model, header model, cookie model, form Option of a model
        description works: path, query, query list, header, cookie, form field, form model, form model and field, file in memory, body model, body scalar, body key
        embed works: body model, body scalar
        example refused: query model, query Option of a model, header model, cookie model, form field, form model and field, form Option of a model, file in memory, body key
        example works: path, query, query list, header, cookie, form model, body model, body scalar
        examples refused: query model, query Option of a model, header model, cookie model, form Option of a model
        examples works: path, query, query list, header, cookie, form field, form model, form model and field, file in memory, body model, body scalar, body key
        hidden refused: form field, form model, form model and field, form Option of a model, file in memory, body model, body scalar, body key
        hidden works: path, query, query list, query model, query Option of a model, header, header model, cookie, cookie model
        json_schema_extra refused: query model, query Option of a model, header model, cookie model, form Option of a model
        json_schema_extra works: path, query, query list, header, cookie, form field, form model, form model and field, file in memory, body model, body scalar, body key
        not_null refused: query model, form model
        not_null works: query, query list, header, cookie, form field, file, files, body model, body scalar, body key
        openapi_examples refused: query model, query Option of a model, header model, cookie model, form field, form model and field, form Option of a model, file in memory, body key
        openapi_examples works: path, query, query list, header, cookie, form model, body model, body scalar
        required refused: query, query Option of a model
        required works: query Option, form Option, body Option, body Option of a model
        title refused: query model, query Option of a model, header model, cookie model, form Option of a model
        title works: path, query, query list, header, cookie, form field, form model, form model and field, file in memory, body model, body scalar, body key
        validation_alias refused: path, query model, query Option of a model, header model, cookie model, form model, form model and field, form Option of a model, body model, body scalar
        validation_alias works: query, query list, header, cookie, form field, file in memory, body key
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

#[get("/required/{id}")]
async fn required_anyway(
    #[path(required)] id: Option<i64>,
    #[query(required)] size: i64,
    #[query(required)] _group: Option<Group>,
) -> String {
    format!("{id:?} {size}")
}

#[test]
fn required_is_for_a_value_that_its_type_lets_be_absent() {
    let report = App::new()
        .routes(routes![required_anyway])
        .into_service()
        .expect_err("options without effect")
        .to_string();
    expect![[r"
        the application cannot start: 3 mistakes
          1. GET /required/{id} (it::options::required_anyway): parameter `id`: a path parameter is always there: leave `required` out
          2. GET /required/{id} (it::options::required_anyway): parameter `size`: `required` is for an `Option`, and a value of this type must be sent anyway: leave it out
          3. GET /required/{id} (it::options::required_anyway): parameter `_group`: `required` is for a value that may be `null`, and this is a model of its fields: take it without `Option`"]]
    .assert_eq(&report);
}

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

/// Numbers, names and objects that no macro can see.
mod without_sense {
    use twinlane::http::request::Parts;
    use twinlane::security::SecurityScheme;

    use super::*;

    const NONE: usize = 0;

    fn list() -> Value {
        json!([1])
    }

    #[get("/thread", thread_capacity = NONE, openapi_extra = list())]
    fn thread(#[query(openapi_examples = list())] page: i64) -> i64 {
        page
    }

    #[dependency(thread_capacity = NONE)]
    fn slow() -> i64 {
        1
    }

    #[get("/depends")]
    async fn depends(slow: Depends<slow>, #[header] größe: i64) -> i64 {
        *slow + größe
    }

    #[webhook(post, "paid", openapi_extra = list())]
    fn paid();

    #[model]
    struct Names {
        #[field(alias = "x y")]
        spaced: Option<i64>,
        #[field(validation_alias = ["ok", "a;b"])]
        several: Option<i64>,
        #[field(alias = "")]
        empty: Option<i64>,
        #[field(alias = "x\ny")]
        broken: Option<i64>,
        #[field(alias = "X-Good")]
        good: Option<i64>,
        a_b: Option<i64>,
    }

    #[post("/names")]
    async fn names(
        #[header] headers: Names,
        #[cookie] cookies: Names,
        #[query] query: Names,
        // JSON has any name.
        body: Names,
    ) -> Value {
        json!([headers, cookies, query, body])
    }

    /// A scheme of somebody's own.
    struct Own(&'static str);

    impl Own {
        const fn new() -> Self {
            Self("")
        }

        const fn kind(mut self, kind: &'static str) -> Self {
            self.0 = kind;
            self
        }
    }

    impl SecurityScheme for Own {
        type Credentials = String;

        fn credentials(&self, _: &Parts) -> Result<Option<String>, HttpError> {
            Ok(None)
        }

        fn not_authenticated(&self) -> HttpError {
            let statuses = [("Fine", 200), ("Redirect", 303), ("Continue", 100)];
            let status = statuses.iter().find(|(kind, _)| *kind == self.0);
            HttpError::new(status.map_or(401, |(_, status)| *status), "no")
        }

        fn name(&self) -> &'static str {
            self.0
        }

        fn object(&self) -> Value {
            match self.0 {
                "List" => list(),
                "Nowhere" => json!({ "type": "apiKey", "name": "key" }),
                "Unknown" => json!({ "type": "basic" }),
                _ => json!({ "type": "http", "scheme": "own" }),
            }
        }
    }

    #[security(Own(kind = "List"))]
    struct List(String);
    #[security(Own(kind = "Nowhere"))]
    struct Nowhere(String);
    #[security(Own(kind = "Unknown"))]
    struct Unknown(String);
    #[security(Own(kind = "Fine"))]
    struct Fine(String);
    #[security(Own(kind = "Continue"))]
    struct Continue(String);
    #[security(Own(kind = "Redirect"))]
    struct Redirected(String);
    #[security(Own(kind = "Usual"))]
    struct Usual(String);

    #[get("/schemes")]
    async fn schemes(
        list: List,
        nowhere: Nowhere,
        unknown: Unknown,
        fine: Fine,
        goes_on: Continue,
        redirected: Redirected,
        usual: Usual,
    ) -> Vec<String> {
        let first = [list.0, nowhere.0, unknown.0];
        first
            .into_iter()
            .chain([fine.0, goes_on.0, redirected.0, usual.0])
            .collect()
    }

    pub(super) fn app() -> App {
        let inner = Router::new()
            .prefix("/inner")
            .thread_capacity(0)
            .tags(["items", ""])
            .routes(routes![depends]);
        App::new()
            .thread_capacity(0)
            .routes(routes![thread, names, schemes])
            .router(inner)
            .webhooks(webhooks![paid])
    }
}

#[test]
fn a_value_without_sense_keeps_the_application_from_starting() {
    let report = without_sense::app()
        .into_service()
        .expect_err("values without sense")
        .to_string();
    expect![[r#"
        the application cannot start: 22 mistakes
          1. the application: `thread_capacity` is 0: it is at least 1
          2. GET /schemes (it::options::without_sense::schemes): the object of the security scheme `List` has no `type` of `apiKey`, `http`, `mutualTLS`, `oauth2`, `openIdConnect`: write `json!({ "type": "http", "scheme": "..." })`
          3. GET /schemes (it::options::without_sense::schemes): the object of the security scheme `Nowhere` does not say where its key is: write `"in": "header"`, `"cookie"` or `"query"`
          4. GET /schemes (it::options::without_sense::schemes): the object of the security scheme `Unknown` has no `type` of `apiKey`, `http`, `mutualTLS`, `oauth2`, `openIdConnect`: write `json!({ "type": "http", "scheme": "..." })`
          5. GET /schemes (it::options::without_sense::schemes): the security scheme `Fine` refuses with the status 200, by which clients take it for granted: write 401 or 403 in `not_authenticated`
          6. GET /schemes (it::options::without_sense::schemes): the security scheme `Continue` refuses with the status 100, by which clients take it for granted: write 401 or 403 in `not_authenticated`
          7. the router at "/inner": `thread_capacity` is 0: it is at least 1
          8. the router at "/inner": one of its `tags` is empty: write a name or leave it out
          9. GET /thread (it::options::without_sense::thread): parameter `page`: `openapi_examples` is an object of objects: write `openapi_examples = json!({ "one": { "value": 1 } })`
          10. GET /thread (it::options::without_sense::thread): `openapi_extra` is no object: write `openapi_extra = json!({ "x-group": 1 })`
          11. GET /thread (it::options::without_sense::thread): `thread_capacity` is 0: it is at least 1
          12. POST /names (it::options::without_sense::names): parameter `headers`: the field `spaced` of `Names`: no header has the name "x y", since a name is letters, digits and signs such as `-`: give it another `alias`
          13. POST /names (it::options::without_sense::names): parameter `headers`: the field `several` of `Names`: no header has the name "a;b", since a name is letters, digits and signs such as `-`: give it another `alias`
          14. POST /names (it::options::without_sense::names): parameter `headers`: the field `empty` of `Names`: no header has the name "", since a name is letters, digits and signs such as `-`: give it another `alias`
          15. POST /names (it::options::without_sense::names): parameter `headers`: the field `broken` of `Names`: no header has the name "x\ny", since a name is letters, digits and signs such as `-`: give it another `alias`
          16. POST /names (it::options::without_sense::names): parameter `cookies`: the field `several` of `Names`: no cookie has the name "a;b", since a name is letters, digits and signs such as `-`: give it another `alias`
          17. POST /names (it::options::without_sense::names): parameter `cookies`: the field `empty` of `Names`: no cookie has the name "", since a name is letters, digits and signs such as `-`: give it another `alias`
          18. POST /names (it::options::without_sense::names): parameter `cookies`: the field `broken` of `Names`: no cookie has the name "x\ny", since a name is letters, digits and signs such as `-`: give it another `alias`
          19. POST /names (it::options::without_sense::names): parameter `query`: the field `empty` of `Names`: its name is empty: give it another `alias`
          20. GET /inner/depends (it::options::without_sense::depends): parameter `größe`: no header has the name "größe", since a name is letters, digits and signs such as `-`: give it an `alias`
          21. GET /inner/depends (it::options::without_sense::depends): the dependency `slow`: `thread_capacity` is 0: it is at least 1
          22. POST paid (it::options::without_sense::paid): `openapi_extra` is no object: write `openapi_extra = json!({ "x-group": 1 })`"#]].assert_eq(&report);
}

#[test]
fn a_server_without_threads_does_not_start() {
    let settings = twinlane::Settings::default().thread_capacity(0);
    let report = App::new().into_service_with(&settings).unwrap_err();
    let expected = "the application: `thread_capacity` is 0";
    assert!(report.to_string().contains(expected), "{report}");
    // What the application says wins.
    let app = App::new().thread_capacity(1);
    assert!(app.into_service_with(&settings).is_ok());
}

#[get("/both")]
async fn both(#[query] a_b: i64, #[query] group: Group) -> Value {
    json!([a_b, group])
}

#[get("/fails")]
async fn fails_with_200() -> Result<()> {
    Err(HttpError::new(200, "fine").into())
}

#[test]
fn one_kind_of_errors_has_one_handler() {
    async fn handled(error: HttpError, _: Request) -> Value {
        error.detail().clone()
    }
    async fn invalid(_: twinlane::error::RequestValidationError, _: Request) -> Value {
        json!(1)
    }
    let app = || {
        let app = App::new().on_error(handled).on_error(invalid);
        app.on_status(StatusCode::NOT_FOUND, handled)
            .on_status(StatusCode::GONE, handled)
    };
    assert!(app().into_service().is_ok());
    for (twice, handled) in [
        (app().on_status(StatusCode::GONE, handled), "`410 Gone`"),
        (app().on_error(invalid), "RequestValidationError`"),
    ] {
        let report = twice.into_service().unwrap_err();
        assert_eq!(report.mistakes().len(), 1, "{report}");
        let report = report.to_string();
        assert!(
            report.contains("the application has two handlers of `"),
            "{report}"
        );
        assert!(report.contains(handled), "{report}");
        assert_eq!(report.matches("options.rs:").count(), 2, "{report}");
    }
}

/// As in FastAPI.
#[tokio::test]
async fn a_name_that_a_model_has_too_is_read_by_both() {
    let client = TestClient::new(App::new().routes(routes![both]));
    assert_eq!(client.get("/both?a_b=3").await.text(), r#"[3,{"a_b":3}]"#);
}

/// As in FastAPI.
#[tokio::test]
async fn a_handler_of_200_is_for_errors_of_200() {
    async fn handled(_: HttpError, _: Request) -> &'static str {
        "handled"
    }
    let app = App::new()
        .routes(routes![fails_with_200, no_mistake])
        .on_status(StatusCode::OK, handled);
    let client = TestClient::new(app);
    assert_eq!(client.get("/fails").await.text(), r#""handled""#);
    assert_eq!(client.get("/fine").await.text(), "1");
}

#[get("/fine")]
async fn no_mistake() -> i64 {
    1
}

#[model]
#[derive(Default)]
struct Item {
    #[field(default, alias = "aB")]
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
    operations!(name: name = "other");
    operations!(tags: tags = ["t"]);
    operations!(summary: summary = "S");
    operations!(description: description = "D");
    operations!(response_description: response_description = "R");
    operations!(responses: responses(404 = "none"));
    operations!(response_include: response_include = ["a_b"]);
    operations!(response_exclude: response_exclude = ["a_b"]);
    operations!(response_exclude_none: response_exclude_none);
    operations!(response_exclude_defaults: response_exclude_defaults);
    operations!(response_by_alias: response_by_alias = false);
    operations!(media_type: media_type = "application/problem+json");
    operations!(callbacks: callbacks(called));
    operations!(operation_id: operation_id = "id");
    operations!(unique_id: generate_unique_id_function = |_| "made".to_owned());
    operations!(deprecated: deprecated);
    operations!(hidden: hidden);
    operations!(openapi_extra: openapi_extra = json!({ "x-extra": 1 }));

    pub(super) fn pairs() -> Vec<(&'static str, &'static str, Route, Route)> {
        let options = [
            (
                "status",
                status::routes as fn() -> Vec<(&'static str, Route)>,
            ),
            ("name", name::routes),
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
            ("response_by_alias", response_by_alias::routes),
            ("media_type", media_type::routes),
            ("callbacks", callbacks::routes),
            ("operation_id", operation_id::routes),
            ("generate_unique_id_function", unique_id::routes),
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
        generate_unique_id_function works: model, model of a plain fn, html, items
        hidden works: model, model of a plain fn, html, items
        media_type refused: html, items
        media_type works: model, model of a plain fn
        name works: model, model of a plain fn, html, items
        openapi_extra works: model, model of a plain fn, html, items
        operation_id works: model, model of a plain fn, html, items
        response_by_alias refused: html
        response_by_alias works: model, model of a plain fn, items
        response_description works: model, model of a plain fn, html, items
        response_exclude refused: html
        response_exclude works: model, model of a plain fn, items
        response_exclude_defaults refused: html
        response_exclude_defaults works: model, model of a plain fn, items
        response_exclude_none refused: html
        response_exclude_none works: model, model of a plain fn, items
        response_include refused: html
        response_include works: model, model of a plain fn, items
        responses works: model, model of a plain fn, html, items
        status works: model, model of a plain fn, html, items
        summary works: model, model of a plain fn, html, items
        tags works: model, model of a plain fn, html, items
    "]]
    .assert_eq(&text);
}

/// Options that change how an operation runs, each with the file of its tests.
const RUNNING: [(&str, &str); 13] = [
    ("dependencies", "dependency.rs"),
    ("concurrent", "dependency.rs"),
    ("middleware", "middleware.rs"),
    ("timeout", "middleware.rs"),
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
