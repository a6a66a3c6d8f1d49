//! The request, as templates see it.

use std::time::Duration;

use twinlane::files::StaticFiles;
use twinlane::prelude::*;
use twinlane::sessions::{Session, SessionStore, Sessions};
use twinlane::templates::Templates;
use twinlane::testing::TestClient;
use twinlane::{Error, context};

use super::folder;

#[get("/pages/{name}")]
async fn page(name: String, templates: Templates) -> Result<Html> {
    templates.render("page.html", context! { name })
}

fn client(source: &str) -> twinlane::testing::BlockingClient {
    let folder = folder(&[("page.html", source)]);
    let app = App::new()
        .routes(routes![page])
        .mount(
            "/static",
            twinlane::routing::Mount::new(StaticFiles::new(folder.path())).name("static"),
        )
        .templates(Templates::new(folder.path()));
    TestClient::blocking(app)
}

/// A page of this source, for a request with everything.
fn shown(source: &str) -> String {
    let request = client(source).get("/pages/x?q=1&q=2&r=%3C");
    let request = request.header("x-name", "n").header("cookie", "c=v");
    request.send().text()
}

#[test]
fn a_page_sees_the_request() {
    for (source, expected) in [
        ("{{ request.method }}", "GET"),
        (
            "{{ request.url }}",
            "http://testserver/pages/x?q=1&amp;q=2&amp;r=%3C",
        ),
        (
            "{{ request.url.path }} {{ request.url.query|safe }}",
            "/pages/x q=1&q=2&r=%3C",
        ),
        (
            "{{ request.url.scheme }} {{ request.url.hostname }} {{ request.url.port }}",
            "http testserver None",
        ),
        ("{{ request.base_url }}", "http://testserver/"),
        (
            "{{ request.query_params.q }} {{ request.query_params['r'] }}",
            "2 &lt;",
        ),
        (
            "{{ request.query_params.getlist('q') }}",
            "[&#39;1&#39;, &#39;2&#39;]",
        ),
        (
            "{{ request.query_params.get('x', 'd') }} {{ 'q' in request.query_params }}",
            "d True",
        ),
        (
            "{% for k, v in request.query_params.items() %}{{ k }}{{ v }}{% endfor %}",
            "q2r&lt;",
        ),
        ("{{ request.query_params|safe }}", "q=1&q=2&r=%3C"),
        (
            "{{ request.headers['X-Name'] }} {{ request.headers.get('x-name') }}",
            "n n",
        ),
        ("{{ request.cookies.c }}", "v"),
        (
            "{{ request.path_params.name }} {{ request.path_params }}",
            "x {&#39;name&#39;: &#39;x&#39;}",
        ),
        ("{{ request.gone }}|{{ request.cookies.gone }}", "|"),
    ] {
        assert_eq!(shown(source), expected, "{source}");
    }
}

#[test]
fn a_page_makes_urls() {
    for (source, expected) in [
        (
            "{{ request.url.include_query_params(q=3)|safe }}",
            "http://testserver/pages/x?r=%3C&q=3",
        ),
        (
            "{{ request.url.remove_query_params('q') }}",
            "http://testserver/pages/x?r=%3C",
        ),
        (
            "{{ request.url.replace_query_params(a='b c') }}",
            "http://testserver/pages/x?a=b+c",
        ),
        (
            "{{ request.url.replace(scheme='https', query='') }}",
            "https://testserver/pages/x",
        ),
        (
            "{{ url_for('page', name='a b') }}",
            "http://testserver/pages/a%20b",
        ),
        (
            "{{ url_for('static', path='/site.css').path }}",
            "/static/site.css",
        ),
        (
            "{{ request.url_for('page', name=5) }}",
            "http://testserver/pages/5",
        ),
        (
            "{{ url_for('page', name='x') == request.url.replace(query='') }}",
            "True",
        ),
    ] {
        assert_eq!(shown(source), expected, "{source}");
    }
}

#[test]
fn url_for_works_in_macros_and_included_templates() {
    let folder = folder(&[
        (
            "page.html",
            "{% from 'm.html' import link %}{{ link(name) }} {% include 'i.html' %}",
        ),
        (
            "m.html",
            "{% macro link(name) %}{{ url_for('page', name=name) }}{% endmacro %}",
        ),
        (
            "i.html",
            "{{ url_for('page', name='i') }} {{ request.method }}",
        ),
    ]);
    let app = App::new()
        .routes(routes![page])
        .templates(Templates::new(folder.path()));
    let text = TestClient::blocking(app).get("/pages/x").send().text();
    assert_eq!(
        text,
        "http://testserver/pages/x http://testserver/pages/i GET"
    );
}

#[test]
fn mounted_applications_have_those_around_them_or_their_own() {
    let outer = folder(&[(
        "page.html",
        "outer {{ request.url }} {{ url_for('sub:page', name='y') }}",
    )]);
    let inner = folder(&[("page.html", "inner {{ request.url.path }}")]);
    let sub = App::new().routes(routes![page]);
    let own = App::new()
        .routes(routes![page])
        .templates(Templates::new(inner.path()));
    let app = App::new()
        .root_path("/api")
        .mount("/sub", twinlane::routing::Mount::new(sub).name("sub"))
        .mount("/own", own)
        .templates(Templates::new(outer.path()));
    let client = TestClient::blocking(app);
    assert_eq!(
        client.get("/api/sub/pages/x").send().text(),
        "outer http://testserver/api/sub/pages/x http://testserver/api/sub/pages/y"
    );
    assert_eq!(
        client.get("/api/own/pages/x").send().text(),
        "inner /api/own/pages/x"
    );
}

#[test]
fn processors_win_over_the_context_and_the_context_over_the_rest() {
    let source = "{{ name }} {{ path }} {{ version }} {{ 'x'|shout }}";
    let folder = folder(&[("page.html", source)]);
    let templates = Templates::new(folder.path())
        .context_processor(|request| context! { name => "first", path => request.uri().path() })
        .context_processor(|_| context! { name => "second" })
        .environment(|environment| {
            environment.add_global("version", "1.2");
            environment.add_filter("shout", |text: String| text.to_uppercase() + "!");
        });
    let client = TestClient::blocking(App::new().routes(routes![page]).templates(templates));
    let text = client.get("/pages/x").send().text();
    assert_eq!(text, "second /pages/x 1.2 X!");
}

#[get("/own")]
async fn own_names(templates: Templates) -> Result<Html> {
    templates.render(
        "own.html",
        context! { request => "mine", url_for => "mine too" },
    )
}

#[test]
fn a_context_may_have_a_request_of_its_own() {
    let folder = folder(&[("own.html", "{{ request }} {{ url_for }}")]);
    let app = App::new()
        .routes(routes![own_names])
        .templates(Templates::new(folder.path()));
    assert_eq!(
        TestClient::blocking(app).get("/own").send().text(),
        "mine mine too"
    );
}

#[post("/login")]
async fn login(session: &mut Session) -> Result<()> {
    session.insert("user", "<ada>")?;
    Ok(())
}

#[test]
fn a_page_shows_the_session_and_varies_by_it_if_it_does() {
    for (source, expected, varies) in [
        ("{{ request.session.user }}", "&lt;ada&gt;", true),
        ("{{ request.method }}", "GET", false),
    ] {
        let folder = folder(&[("page.html", source)]);
        let app = App::new()
            .routes(routes![page, login])
            .templates(Templates::new(folder.path()))
            .middleware(Sessions::new("a secret of 32 random characters"));
        let client = TestClient::blocking(app);
        assert_eq!(client.post("/login").send().status(), 200);
        let response = client.get("/pages/x").send();
        assert_eq!(response.text(), expected);
        assert_eq!(response.headers().contains_key("vary"), varies, "{source}");
    }
}

/// A store that is not there.
struct Broken;

impl SessionStore for Broken {
    async fn load(&self, _: &str) -> Result<Option<String>> {
        Err(Error::msg("the store is down"))
    }

    async fn create(&self, _: &str, _: &str, _: Duration) -> Result<()> {
        Ok(())
    }

    async fn update(&self, _: &str, _: &str, _: Duration) -> Result<bool> {
        Err(Error::msg("the store is down"))
    }

    async fn delete(&self, _: &str) -> Result<bool> {
        Err(Error::msg("the store is down"))
    }
}

#[get("/taken")]
async fn taken(session: &Session, templates: Templates) -> Result<Html> {
    templates.render(
        "plain.html",
        context! { is_known => session.contains("user") },
    )
}

#[get("/named/{name}")]
async fn named(name: String, templates: Templates) -> Result<Html> {
    templates.render(&name, context! {})
}

#[test]
fn a_store_that_fails_is_the_error_of_what_shows_the_session() {
    let folder = folder(&[
        ("plain.html", "plain"),
        ("user.html", "{{ request.session.user }}"),
        ("error.html", "{{ what }}"),
    ]);
    let app = App::new()
        .routes(routes![named, login, taken])
        .on_status(StatusCode::NOT_FOUND, on_404)
        .templates(Templates::new(folder.path()))
        .middleware(Sessions::new("a secret of 32 random characters").store(Broken));
    let client = TestClient::blocking(app);
    assert_eq!(client.post("/login").send().status(), 200);
    for (path, status) in [
        ("/named/plain.html", 200),
        ("/named/user.html", 500),
        ("/taken", 500),
        ("/nowhere", 404),
    ] {
        assert_eq!(client.get(path).send().status(), status, "{path}");
    }
}

#[test]
fn what_middleware_knows_is_told_by_context_processors() {
    for name in ["state", "user", "auth", "app"] {
        let source = format!("{{% if request.{name}.x %}}a{{% endif %}}");
        let response = client(&source).get("/pages/x").send();
        assert_eq!(response.status(), 500, "{name}");
    }
}

#[tokio::test]
async fn they_work_below_axum() {
    let folder = folder(&[(
        "page.html",
        "{{ url_for('page', name='y') }} {{ request.method }}",
    )]);
    let app = App::new()
        .routes(routes![page])
        .root_path("/api")
        .templates(Templates::new(folder.path()));
    let router = axum::Router::new().nest_service("/api", app.into_service().unwrap());
    let client = TestClient::new(App::new().mount("/", router));
    let text = client.get("/api/pages/x").await.text();
    assert_eq!(text, "http://testserver/api/pages/y GET");
}

#[test]
fn a_head_of_a_page_has_its_length_and_no_body() {
    #[head("/page")]
    async fn head_of_page(templates: Templates) -> Result<Html> {
        templates.render("page.html", context! {})
    }
    let folder = folder(&[("page.html", "{{ request.method }}")]);
    let app = App::new()
        .routes(routes![head_of_page])
        .templates(Templates::new(folder.path()));
    let client = TestClient::blocking(app);
    let response = client.head("/page").send();
    assert_eq!(response.status(), 200);
    assert_eq!(response.text(), "");
    assert_eq!(
        response.headers()["content-type"],
        "text/html; charset=utf-8"
    );
}

#[test]
fn a_session_that_is_not_there_is_an_error() {
    let response = client("{{ request.session.user }}").get("/pages/x").send();
    assert_eq!(response.status(), 500);
}

#[derive(Debug, Clone)]
struct Gone;

impl std::fmt::Display for Gone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("gone")
    }
}

impl std::error::Error for Gone {}

#[get("/gone")]
async fn gone() -> Result<()> {
    Err(Gone.into())
}

async fn on_gone(_: Gone, request: Request) -> Result<(StatusCode, Html)> {
    let templates = request.templates().await?;
    let page = templates.render("error.html", context! { what => "gone" })?;
    Ok((StatusCode::GONE, page))
}

async fn on_404(_: HttpError, request: Request) -> Result<Html> {
    request
        .templates()
        .await?
        .render("error.html", context! { what => 404 })
}

#[test]
fn handlers_of_errors_have_them() {
    let folder = folder(&[("error.html", "{{ what }} {{ request.url.path }}")]);
    let app = App::new()
        .routes(routes![gone])
        .on_error(on_gone)
        .on_status(StatusCode::NOT_FOUND, on_404)
        .templates(Templates::new(folder.path()));
    let client = TestClient::blocking(app);
    let response = client.get("/gone").send();
    assert_eq!(
        (response.status().as_u16(), response.text()),
        (410, "gone /gone".to_owned())
    );
    let response = client.get("/nowhere").send();
    assert_eq!(
        (response.status().as_u16(), response.text()),
        (404, "404 /nowhere".to_owned())
    );
}
