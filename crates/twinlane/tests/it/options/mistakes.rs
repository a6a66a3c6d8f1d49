//! Options without effect, and values without sense: the application does not start.

use expect_test::expect;
use twinlane::prelude::*;

use super::Group;

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
          1. GET /required/{id} (it::options::mistakes::required_anyway): parameter `id`: a path parameter is always there: leave `required` out
          2. GET /required/{id} (it::options::mistakes::required_anyway): parameter `size`: `required` is for an `Option`, and a value of this type must be sent anyway: leave it out
          3. GET /required/{id} (it::options::mistakes::required_anyway): parameter `_group`: `required` is for a value that may be `null`, and this is a model of its fields: take it without `Option`"]]
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
          1. GET /body (it::options::mistakes::no_body): `max_body_size` is for a body, and nothing reads one: leave it out
          2. GET /body (it::options::mistakes::no_body): `form_limits` is for a form, and nothing reads one: leave it out
          3. GET /body (it::options::mistakes::no_body): `error_limits` is for the errors of parameters, and nothing reads any: leave it out
          4. POST /json (it::options::mistakes::no_form): `form_limits` is for a form, and nothing reads one: leave it out
          5. GET /text (it::options::mistakes::own_media_type): `media_type` does nothing, since the return type says one: leave it out, or return `Content` with a media type
          6. GET /alone (it::options::mistakes::no_dependency): `concurrent` is for dependencies, and the operation has none: leave it out
          7. GET /group (it::options::mistakes::group_alias): parameter `group`: `alias` is one name, and a model has a name for each field: write `#[field(alias = "...")]` on its fields
          8. POST paid (it::options::mistakes::paid): parameter `one`: `openapi_examples` is for a parameter or a whole body, and this is a part of one: write `examples`
          9. POST paid (it::options::mistakes::paid): parameter `two`: `hidden` does nothing here, since the document always shows the body: leave it out, or hide the whole operation"#]].assert_eq(&report);
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
          2. GET /schemes (it::options::mistakes::without_sense::schemes): the object of the security scheme `List` has no `type` of `apiKey`, `http`, `mutualTLS`, `oauth2`, `openIdConnect`: write `json!({ "type": "http", "scheme": "..." })`
          3. GET /schemes (it::options::mistakes::without_sense::schemes): the object of the security scheme `Nowhere` does not say where its key is: write `"in": "header"`, `"cookie"` or `"query"`
          4. GET /schemes (it::options::mistakes::without_sense::schemes): the object of the security scheme `Unknown` has no `type` of `apiKey`, `http`, `mutualTLS`, `oauth2`, `openIdConnect`: write `json!({ "type": "http", "scheme": "..." })`
          5. GET /schemes (it::options::mistakes::without_sense::schemes): the security scheme `Fine` refuses with the status 200, by which clients take it for granted: write 401 or 403 in `not_authenticated`
          6. GET /schemes (it::options::mistakes::without_sense::schemes): the security scheme `Continue` refuses with the status 100, by which clients take it for granted: write 401 or 403 in `not_authenticated`
          7. the router at "/inner": `thread_capacity` is 0: it is at least 1
          8. the router at "/inner": one of its `tags` is empty: write a name or leave it out
          9. GET /thread (it::options::mistakes::without_sense::thread): parameter `page`: `openapi_examples` is an object of objects: write `openapi_examples = json!({ "one": { "value": 1 } })`
          10. GET /thread (it::options::mistakes::without_sense::thread): `openapi_extra` is no object: write `openapi_extra = json!({ "x-group": 1 })`
          11. GET /thread (it::options::mistakes::without_sense::thread): `thread_capacity` is 0: it is at least 1
          12. POST /names (it::options::mistakes::without_sense::names): parameter `headers`: the field `spaced` of `Names`: no header has the name "x y", since a name is letters, digits and signs such as `-`: give it another `alias`
          13. POST /names (it::options::mistakes::without_sense::names): parameter `headers`: the field `several` of `Names`: no header has the name "a;b", since a name is letters, digits and signs such as `-`: give it another `alias`
          14. POST /names (it::options::mistakes::without_sense::names): parameter `headers`: the field `empty` of `Names`: no header has the name "", since a name is letters, digits and signs such as `-`: give it another `alias`
          15. POST /names (it::options::mistakes::without_sense::names): parameter `headers`: the field `broken` of `Names`: no header has the name "x\ny", since a name is letters, digits and signs such as `-`: give it another `alias`
          16. POST /names (it::options::mistakes::without_sense::names): parameter `cookies`: the field `several` of `Names`: no cookie has the name "a;b", since a name is letters, digits and signs such as `-`: give it another `alias`
          17. POST /names (it::options::mistakes::without_sense::names): parameter `cookies`: the field `empty` of `Names`: no cookie has the name "", since a name is letters, digits and signs such as `-`: give it another `alias`
          18. POST /names (it::options::mistakes::without_sense::names): parameter `cookies`: the field `broken` of `Names`: no cookie has the name "x\ny", since a name is letters, digits and signs such as `-`: give it another `alias`
          19. POST /names (it::options::mistakes::without_sense::names): parameter `query`: the field `empty` of `Names`: its name is empty: give it another `alias`
          20. GET /inner/depends (it::options::mistakes::without_sense::depends): parameter `größe`: no header has the name "größe", since a name is letters, digits and signs such as `-`: give it an `alias`
          21. GET /inner/depends (it::options::mistakes::without_sense::depends): the dependency `slow`: `thread_capacity` is 0: it is at least 1
          22. POST paid (it::options::mistakes::without_sense::paid): `openapi_extra` is no object: write `openapi_extra = json!({ "x-group": 1 })`"#]].assert_eq(&report);
}

#[test]
fn a_server_without_threads_does_not_start() {
    let settings = twinlane::Settings::default().thread_capacity(0);
    let report = App::new().into_service_with(&settings).unwrap_err();
    let expected = "the application: `thread_capacity` is 0";
    assert!(report.to_string().contains(expected), "{report}");
    // The application's own option wins.
    let app = App::new().thread_capacity(1);
    assert!(app.into_service_with(&settings).is_ok());
}
