//! Pages whose values, names and loops are the client's to say.

use twinlane::context;
use twinlane::prelude::*;
use twinlane::templates::Templates;

const PAGE: &str = "<p title=\"{{ v }}\" data-v='{{ v|tojson }}'>{{ v }} {{ v|string|upper|truncate(40) }}</p><script>let v = {{ v|tojson }};</script>{{ request.query_params }}";
const LOOP: &str =
    "{% for a in range(n) %}{% for b in range(n) %}{{ a * b }}{% endfor %}{% endfor %}";
const WIDE: &str = "{{ 'x'|center(n) }}{{ 'x' * n }}{{ 'x'|indent(n, true) }}";
const GROWING: &str = "{% set s = namespace(v='x') %}{% for a in range(n) %}{% set s.v = s.v ~ s.v %}{% endfor %}{{ s.v|length }}";
const LINK: &str = "{{ url_for('link', name=v) }} {{ request.url.include_query_params(v=v) }}";

/// The value in a page, in each place where a page may have one.
#[post("/value")]
async fn value(body: Value, templates: Templates) -> Result<Html> {
    templates.render("page.html", context! { v => body })
}

/// A template by a name of the client's.
#[get("/named")]
async fn named(name: String, templates: Templates) -> Result<Html> {
    templates.render(&name, context! { v => "v", n => 1 })
}

/// A page with so many steps.
#[get("/steps/{name}")]
async fn steps(name: String, n: i64, templates: Templates) -> Result<Html> {
    templates.render(&format!("{name}.html"), context! { n })
}

#[get("/link/{name}")]
async fn link(name: String, templates: Templates) -> Result<Html> {
    templates.render("link.html", context! { v => name })
}

pub(crate) fn add(app: App) -> App {
    let templates = Templates::embedded([
        ("page.html", PAGE),
        ("loop.html", LOOP),
        ("wide.html", WIDE),
        ("growing.html", GROWING),
        ("link.html", LINK),
    ]);
    let routes = routes![value, named, steps, link];
    app.templates(templates)
        .router(Router::new().prefix("/pages").routes(routes))
}
