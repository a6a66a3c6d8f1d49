//! Templates at the start of an application, and what is told of wrong ones.

use twinlane::context;
use twinlane::prelude::*;
use twinlane::templates::{TemplateError, Templates};
use twinlane::testing::TestClient;

use super::folder;

#[get("/page")]
async fn page(templates: Templates) -> Result<Html> {
    templates.render("page.html", context! {})
}

#[dependency]
fn part(templates: Templates) -> Result<String> {
    templates.text("page.html", ())
}

#[get("/part")]
fn with_part(part: Depends<part>) -> String {
    part.clone()
}

#[test]
fn an_application_without_templates_does_not_start() {
    let app = App::new().routes(routes![page, with_part]);
    let error = app.check().unwrap_err().to_string();
    let message =
        "the application has no templates: write `.templates(Templates::new(\"templates\"))`";
    assert_eq!(error.matches(message).count(), 2, "{error}");
    assert!(
        error.contains("GET /page") && error.contains("GET /part"),
        "{error}"
    );
}

#[test]
fn every_wrong_template_is_in_one_report() {
    let folder = folder(&[
        ("page.html", "{% if %}"),
        ("sub/other.html", "ok\n{% for x in %}"),
        ("fine.html", "{{ fine }}"),
        ("item.html~", "{% left by the editor"),
        (".hidden/item.html", "{% likewise"),
    ]);
    std::fs::write(folder.path().join("photo.png"), [0xff]).unwrap();
    let templates = Templates::new(folder.path()).directory("not/there");
    let app = App::new().routes(routes![page]).templates(templates);
    let error = app.check().unwrap_err().to_string();
    for expected in [
        "page.html:1: ",
        "other.html:2: ",
        "not/there` cannot be read",
    ] {
        assert!(error.contains(expected), "{expected}: {error}");
    }
    for unexpected in ["fine.html", "photo.png", "item.html"] {
        assert!(!error.contains(unexpected), "{unexpected}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_named_and_circles_of_links_end() {
    use std::os::unix::fs::symlink;

    let folder = folder(&[("a.html", ""), ("deep/er/b.html", ""), ("other/c.html", "")]);
    let path = |name: &str| folder.path().join(name);
    symlink("nothing", path("dangling.html")).unwrap();
    symlink("a.html", path("file.html")).unwrap();
    symlink("../other", path("deep/other")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(path("socket")).unwrap();
    let templates = Templates::new(folder.path()).load().unwrap();
    for name in ["a.html", "file.html", "deep/er/b.html", "deep/other/c.html"] {
        assert!(templates.text(name, ()).is_ok(), "{name}");
    }
    assert!(templates.text("dangling.html", ()).is_err());
    assert!(templates.text("socket", ()).is_err());

    // Two to the power of the depth would be read, were they followed.
    symlink("..", path("deep/up")).unwrap();
    symlink(".", path("deep/er/self")).unwrap();
    symlink("loop.html", path("loop.html")).unwrap();
    let error = Templates::new(folder.path()).load().unwrap_err();
    let error = error.to_string();
    for name in ["deep/up", "deep/er/self"] {
        let path = path(name).display().to_string();
        let expected = format!("`{path}` is a symbolic link to a directory that it is in");
        assert!(error.contains(&expected), "{error}");
    }
    let path = path("loop.html").display().to_string();
    assert!(
        error.contains(&format!("`{path}` cannot be read: ")),
        "{error}"
    );
    assert_eq!(error.lines().count(), 3, "{error}");
}

#[test]
fn two_kinds_of_templates_are_a_mistake() {
    let folder = folder(&[("page.html", "")]);
    let app = App::new()
        .templates(Templates::new(folder.path()))
        .templates(Templates::new(folder.path()));
    let error = app.check().unwrap_err().to_string();
    assert!(error.contains("Templates"), "{error}");
}

#[test]
fn an_error_names_file_and_line_for_the_log_alone() {
    for (source, part, expected) in [
        ("\n{{ x.y.z }}", "", "page.html:2: undefined value"),
        (
            "\n{{ 1|gone }}",
            "",
            "page.html:2: unknown filter: filter gone is unknown",
        ),
        (
            "\n\n{% include 'part.html' %}",
            "{{ 1 }}\n{{ gone() }}",
            "part.html:2: unknown function: gone is unknown",
        ),
        (
            "{% include 'nothing.html' %}",
            "",
            "page.html:1: template not found: tried to include non-existing template 'nothing.html'",
        ),
    ] {
        let folder = folder(&[("page.html", source), ("part.html", part)]);
        let templates = Templates::new(folder.path()).load().unwrap();
        let error = templates.text("page.html", ()).unwrap_err();
        let path = folder.path().join(expected).display().to_string();
        assert!(error.to_string().starts_with(&path), "{error}");
        assert!(error.downcast_ref::<TemplateError>().is_some());
        if !part.is_empty() {
            assert!(
                error.to_string().contains("page.html:3 has asked for"),
                "{error}"
            );
        }
        let client = TestClient::blocking(App::new().routes(routes![page]).templates(templates));
        let response = client.get("/page").send();
        assert_eq!(response.status(), 500);
        assert_eq!(response.text(), "Internal Server Error");
    }
}

#[test]
fn a_missing_template_is_a_500() {
    let folder = folder(&[("other.html", "")]);
    let templates = Templates::new(folder.path()).load().unwrap();
    let error = templates.text("page.html", ()).unwrap_err().to_string();
    assert_eq!(error, "there is no template \"page.html\"");
    let client = TestClient::blocking(App::new().routes(routes![page]).templates(templates));
    assert_eq!(client.get("/page").send().status(), 500);
}
