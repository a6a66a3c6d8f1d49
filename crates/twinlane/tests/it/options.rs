//! The matrix of options and places: an option has an effect wherever it is accepted, and is refused elsewhere.
//!
//! A cell is two applications, with the option and without it. With it the application does not start, or something can be
//! told from outside: its document, or the answer to one of the requests.

mod mistakes;
mod operation;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use expect_test::expect;
use twinlane::prelude::*;
use twinlane::routing::Route;
use twinlane::testing::TestClient;
use twinlane::types::Bytes;

#[model]
#[derive(Default)]
struct Group {
    #[field(default = 1)]
    a_b: i64,
}

/// The text of everything that can be seen of an application from outside. `None`: it does not start.
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

/// The outcome of an option at one place.
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

/// The outcomes of each option, with the places.
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

#[get("/both")]
async fn both(#[query] a_b: i64, #[query] group: Group) -> Value {
    json!([a_b, group])
}

/// As in FastAPI.
#[tokio::test]
async fn a_name_that_a_model_has_too_is_read_by_both() {
    let client = TestClient::new(App::new().routes(routes![both]));
    assert_eq!(client.get("/both?a_b=3").await.text(), r#"[3,{"a_b":3}]"#);
}
