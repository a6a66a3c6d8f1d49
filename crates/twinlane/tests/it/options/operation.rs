//! The options of an operation, for each kind of response.

use std::collections::BTreeSet;

use expect_test::expect;
use twinlane::prelude::*;
use twinlane::response::JsonLines;
use twinlane::routing::Route;

use super::{known, matrix};

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
    let known = known(include_str!(
        "../../ui/path_operation/unknown_option.stderr"
    ));
    let tested = of_operation::pairs().into_iter().map(|(option, ..)| option);
    let running = RUNNING.iter().map(|(option, _)| *option);
    let tested: BTreeSet<&str> = tested.chain(running).collect();
    assert_eq!(known, tested, "an option needs a row in the matrix");
}
