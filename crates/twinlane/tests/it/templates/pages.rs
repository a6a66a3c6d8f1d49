//! Pages: of one file and several, alone and in parts, with what goes with a response.

use twinlane::context;
use twinlane::prelude::*;
use twinlane::response::Content;
use twinlane::templates::Templates;
use twinlane::testing::TestClient;

use super::{folder, write};

#[get("/items/{id}")]
async fn item(id: i64, templates: Templates) -> Result<Html> {
    templates.render("item.html", context! { id })
}

#[test]
fn a_page_is_html() {
    let folder = folder(&[("item.html", "<p>{{ id }}</p>\n")]);
    let app = App::new()
        .routes(routes![item])
        .templates(Templates::new(folder.path()));
    let client = TestClient::blocking(app);
    let response = client.get("/items/5").send();
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers()["content-type"],
        "text/html; charset=utf-8"
    );
    assert_eq!(response.text(), "<p>5</p>");
}

/// In the thread lane as well.
#[get("/plain")]
fn plain(templates: Templates) -> Result<Html> {
    templates.render("item.html", context! { id => 7 })
}

#[dependency]
async fn sidebar(templates: Templates) -> Result<String> {
    templates.text("side.html", context! { entries => ["<a>", "b"] })
}

#[get("/whole")]
async fn whole(sidebar: Depends<sidebar>, templates: Templates) -> Result<(StatusCode, Html)> {
    let side: &str = &sidebar;
    let page = templates.render("whole.html", context! { side })?;
    Ok((StatusCode::CREATED, page))
}

#[get("/feed")]
async fn feed(templates: Templates, parts: &mut ResponseParts) -> Result<Content> {
    parts
        .headers_mut()
        .insert("x-feed", "1".parse().expect("a header"));
    Ok(Content::new(
        "application/rss+xml",
        templates.text("feed.xml", ())?,
    ))
}

#[test]
fn both_lanes_and_dependencies_have_them_and_a_response_says_what_it_wants() {
    let folder = folder(&[
        ("item.html", "{{ id }}"),
        (
            "side.html",
            "{% for entry in entries %}[{{ entry }}]{% endfor %}",
        ),
        ("whole.html", "{{ side|safe }}"),
        ("feed.xml", "<feed/>"),
    ]);
    let app = App::new()
        .routes(routes![plain, whole, feed])
        .templates(Templates::new(folder.path()));
    let client = TestClient::blocking(app);
    assert_eq!(client.get("/plain").send().text(), "7");
    let whole = client.get("/whole").send();
    assert_eq!(whole.status(), 201);
    assert_eq!(whole.text(), "[&lt;a&gt;][b]");
    let feed = client.get("/feed").send();
    assert_eq!(feed.headers()["content-type"], "application/rss+xml");
    assert_eq!(feed.headers()["x-feed"], "1");
}

#[test]
fn templates_extend_include_and_import() {
    let folder = folder(&[
        (
            "base.html",
            "<{% block title %}base{% endblock %}|{% block body %}{% endblock %}>",
        ),
        (
            "pages/page.html",
            "{% extends 'base.html' %}{% from 'parts/macros.html' import bold %}\
             {% block title %}page of {{ super() }}{% endblock %}\
             {% block body %}{% include './parts//side.html' %}{{ bold(name) }}{% endblock %}",
        ),
        (
            "parts/macros.html",
            "{% macro bold(text) %}<b>{{ text }}</b>{% endmacro %}",
        ),
        ("parts/side.html", "side of {{ name }},"),
    ]);
    let templates = Templates::new(folder.path()).load().unwrap();
    let page = templates.text("pages/page.html", context! { name => "<x>" });
    assert_eq!(
        page.unwrap(),
        "<page of base|side of &lt;x&gt;,<b>&lt;x&gt;</b>>"
    );
}

#[test]
fn one_block_is_rendered_alone() {
    let folder = folder(&[
        ("base.html", "<{% block list %}none{% endblock %}>"),
        (
            "page.html",
            "{% extends 'base.html' %}{{ gone.gone }}\
             {%- block list %}{% for item in items %}{% block item scoped %}({{ item }}){% endblock %}{% endfor %}{% endblock list %}",
        ),
    ]);
    let templates = Templates::new(folder.path()).load().unwrap();
    let block = |name, block, context| {
        let html = templates.render_block(name, block, context)?;
        Ok::<_, twinlane::Error>(format!("{html:?}"))
    };
    let list = block("page.html", "list", context! { items => ["<", "b"] });
    assert_eq!(list.unwrap(), "Html(b\"(&lt;)(b)\")");
    let base = block("base.html", "list", context! {});
    assert_eq!(base.unwrap(), "Html(b\"none\")");
    let error = block("page.html", "other", context! {}).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("page.html: it has no block \"other\""),
        "{error}"
    );
}

#[test]
fn a_block_is_what_the_language_takes_for_one() {
    let folder = folder(&[
        (
            "page.html",
            "{# {% block 1st %} {% block noted %} #}{% raw %}{% block 2nd %}{% block said %}{% endraw %}\
             {{ '{% block text %}' }}{%-block  list%}{{ self.item() }}{% endblock %}\
             {% block item %}an item{% endblock %}{% block gone %}{{ self.other() }}{% endblock %}",
        ),
        ("base.html", "{% block list %}of the base{% endblock %}"),
        (
            "child.html",
            "{% extends 'base.html' %}{% block list %}{{ super() }}{% endblock %}",
        ),
    ]);
    let templates = Templates::new(folder.path()).load().unwrap();
    let page = templates.render_block("page.html", "list", ()).unwrap();
    assert_eq!(format!("{page:?}"), "Html(b\"an item\")");
    let problem = |name, block| {
        let block = templates.render_block(name, block, ());
        block.unwrap_err().to_string()
    };
    for block in ["1st", "noted", "2nd", "said", "text", "", "list ", "lis"] {
        let told = problem("page.html", block);
        let expected = format!("page.html: it has no block {block:?}");
        assert!(told.ends_with(&expected), "{told}");
    }
    let told = problem("page.html", "gone");
    assert!(
        told.contains("page.html:1: ") && told.contains("'other' not found"),
        "{told}"
    );
    let told = problem("child.html", "list");
    assert!(told.contains("child.html:1: "), "{told}");
    assert_eq!(templates.text("child.html", ()).unwrap(), "of the base");
}

#[test]
fn the_first_directory_that_has_a_template_wins() {
    let first = folder(&[("a.html", "first")]);
    let second = folder(&[("a.html", "second"), ("b.html", "{% include 'a.html' %}")]);
    let templates = Templates::new(first.path())
        .directory(second.path())
        .load()
        .unwrap();
    assert_eq!(templates.text("a.html", ()).unwrap(), "first");
    assert_eq!(templates.text("b.html", ()).unwrap(), "first");
}

#[test]
fn a_change_is_seen_at_the_next_request_if_asked_for() {
    for (reload, expected) in [(true, "new 5"), (false, "old 5")] {
        let folder = folder(&[("item.html", "old {{ id }}")]);
        let templates = Templates::new(folder.path()).reload(reload);
        let client = TestClient::blocking(App::new().routes(routes![item]).templates(templates));
        assert_eq!(client.get("/items/5").send().text(), "old 5");
        write(folder.path(), "item.html", "new {{ id }}");
        assert_eq!(client.get("/items/5").send().text(), expected);
    }
}

#[test]
fn a_reloaded_template_may_break_and_be_mended() {
    let folder = folder(&[("item.html", "{{ id }}"), ("other.html", "")]);
    let templates = Templates::new(folder.path()).reload(true);
    let app = App::new().routes(routes![item]).templates(templates);
    let client = TestClient::blocking(app);
    write(folder.path(), "item.html", "{% if %}");
    assert_eq!(client.get("/items/5").send().status(), 500);
    write(folder.path(), "item.html", "mended {{ id }}");
    assert_eq!(client.get("/items/5").send().text(), "mended 5");
    write(folder.path(), "new.html", "");
    std::fs::remove_file(folder.path().join("item.html")).unwrap();
    assert_eq!(client.get("/items/5").send().status(), 500);
}

#[test]
fn contexts_are_made_of_each_other() {
    let folder = folder(&[("t.txt", "{{ a }} {{ b }} {{ c }} {{ d.e }}")]);
    let templates = Templates::new(folder.path()).load().unwrap();
    let common = context! { a => "common", c => "common" };
    let context = context! { a => 1, b => 2.0, d => context! { e => "nested" }, ..common };
    assert_eq!(
        templates.text("t.txt", context).unwrap(),
        "1 2.0 common nested"
    );
    let json = json!({ "a": "json", "d": { "e": null } });
    let Value::Object(json) = json else { panic!() };
    assert_eq!(templates.text("t.txt", json).unwrap(), "json   None");
}
