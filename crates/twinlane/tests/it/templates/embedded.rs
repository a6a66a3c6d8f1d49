//! Templates in the program, and those of no application.

use twinlane::context;
use twinlane::prelude::*;
use twinlane::templates::Templates;
use twinlane::testing::TestClient;

use super::folder;

#[get("/pages/{name}")]
async fn page(name: String, templates: Templates) -> Result<Html> {
    templates.render(&name, context! { name })
}

#[test]
fn they_need_no_files() {
    let templates = Templates::embedded([
        ("base.html", "<{% block body %}{% endblock %}>"),
        (
            "item.html",
            "{% extends 'base.html' %}{% block body %}{{ name }}{% include 'parts/side.txt' %}{% endblock %}",
        ),
        ("parts/side.txt", "\r\nside\r\n"),
    ]);
    let client = TestClient::blocking(App::new().routes(routes![page]).templates(templates));
    let response = client.get("/pages/item.html").send();
    assert_eq!(response.text(), "<item.html\nside>");
    assert_eq!(client.get("/pages/gone.html").send().status(), 500);
}

#[test]
fn directories_have_what_is_not_embedded() {
    let folder = folder(&[("a.txt", "of the disk"), ("b.txt", "of the disk")]);
    let templates = Templates::embedded([("a.txt", "embedded")])
        .directory(folder.path())
        .load()
        .unwrap();
    assert_eq!(templates.text("a.txt", ()).unwrap(), "embedded");
    assert_eq!(templates.text("b.txt", ()).unwrap(), "of the disk");
}

#[test]
fn a_name_that_no_page_can_ask_for_is_a_mistake() {
    for name in ["../a.html", "/a.html", "a\\b.html", "a//b.html", ""] {
        let app = App::new().templates(Templates::embedded([(name, "")]));
        let error = app.check().unwrap_err().to_string();
        let expected = format!("no page can ask for the embedded template {name:?}");
        assert!(error.contains(&expected), "{error}");
    }
}

#[test]
fn those_of_no_application_are_read_when_they_are_loaded_and_never_by_a_page() {
    let folder = folder(&[
        ("a.txt", "a"),
        ("b.txt", "{% if %}"),
        ("c.txt", "{% for %}"),
    ]);
    let templates = Templates::new(folder.path());
    let error = templates.text("a.txt", ()).unwrap_err().to_string();
    assert!(error.contains("have not been read"), "{error}");
    let error = templates.load().unwrap_err().to_string();
    assert!(
        error.contains("b.txt:1") && error.contains("c.txt:1"),
        "{error}"
    );
}
