//! Hostile names and values, and templates without an end.

use twinlane::context;
use twinlane::templates::Templates;

use super::{folder, named_text, write};

#[test]
fn no_name_leads_out_of_the_directories() {
    let top = folder(&[("secret.html", "secret"), ("templates/page.html", "page")]);
    let templates = Templates::new(top.path().join("templates")).load().unwrap();
    let absolute = top.path().join("secret.html").display().to_string();
    for name in [
        "../secret.html",
        "x/../../secret.html",
        "..\\secret.html",
        "page.html\0",
        "page.html\0blocks",
        "",
        "/",
        ".",
        "%2e%2e/secret.html",
        &absolute,
    ] {
        let error = templates.text(name, ()).unwrap_err().to_string();
        assert!(error.contains("there is no template"), "{name:?}: {error}");
        let included = folder(&[("a.html", "{% include n %}"), ("secret.html", "")]);
        let included = Templates::new(included.path()).load().unwrap();
        assert!(
            included.text("a.html", context! { n => name }).is_err(),
            "{name:?}"
        );
    }
    write(
        top.path(),
        "templates/i.html",
        "{% include '../secret.html' %}",
    );
    let templates = Templates::new(top.path().join("templates")).load().unwrap();
    assert!(templates.text("i.html", ()).is_err());
}

#[test]
fn what_has_no_end_is_ended() {
    for source in [
        "{% include 'page.html' %}",
        "{% extends 'page.html' %}",
        "{% import 'page.html' as x %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "{{ 'x' * 100000000000 }}",
        "{{ 'x'|center(100000000000) }}",
        "{{ 'x'.rjust(100000000000) }}",
        "{{ 'x\\ny'|indent(100000000000) }}",
        "{{ 'x'.zfill(18446744073709551615) }}",
        "{% set ns = namespace(v='x') %}{% for a in range(100) %}{% set ns.v = ns.v ~ ns.v %}{% endfor %}",
        "{% set ns = namespace(v=[]) %}{% for a in range(1000) %}{% set ns.v = [ns.v] %}{% endfor %}{{ ns.v }}",
        "{% set ns = namespace(v=[]) %}{% for a in range(1000) %}{% set ns.v = [ns.v] %}{% endfor %}{{ ns.v|tojson }}",
        "{% set ns = namespace(v=['x' * 10000]) %}{% for a in range(40) %}{% set ns.v = [ns.v, ns.v] %}{% endfor %}{{ ns.v }}",
        "{% set ns = namespace(v=['x' * 10000]) %}{% for a in range(40) %}{% set ns.v = [ns.v, ns.v] %}{% endfor %}{{ ns.v|tojson }}",
        "{% set ns = namespace(v=[]) %}{% for a in range(40) %}{% set ns.v = [ns.v, ns.v] %}{% endfor %}{{ ns.v }}",
        "{% set ns = namespace(v=[]) %}{% for a in range(40) %}{% set ns.v = [ns.v, ns.v] %}{% endfor %}{{ ns.v|tojson }}",
        "{% set ns = namespace(v=[]) %}{% for a in range(40) %}{% set ns.v = {'a': ns.v, 'b': ns.v} %}{% endfor %}{{ ns.v|length }}{{ ns.v|string }}",
        "{% set ns = namespace(v=[]) %}{% for a in range(40) %}{% set ns.v = [ns.v, ns.v]|chain([]) %}{% endfor %}{{ ns.v }}",
    ] {
        let folder = folder(&[("page.html", source)]);
        let templates = Templates::new(folder.path()).max_steps(100_000);
        let text = templates.load().unwrap().text("page.html", ());
        assert!(text.is_err(), "{source}");
    }
}

#[test]
fn each_item_and_each_started_64_bytes_are_a_step() {
    let steps = |source: &str, list: Vec<u8>, most: u64| {
        let folder = folder(&[("page.txt", source)]);
        let templates = Templates::new(folder.path()).max_steps(most);
        let text = templates
            .load()
            .unwrap()
            .text("page.txt", context! { list });
        text.is_ok()
    };
    for source in [
        "{{ list }}",
        "{{ list|tojson }}",
        "{{ list|string|length }}",
    ] {
        assert!(!steps(source, vec![1; 1000], 1000), "{source}");
        assert!(steps(source, vec![1; 1000], 2000), "{source}");
        assert!(steps(source, vec![1; 10], 50), "{source}");
    }
    // A line a step, however few spaces are put before it.
    let indent = "{{ ('x\n' * 1000)|indent(1)|length }}";
    assert!(!steps(indent, vec![], 1000));
    assert!(steps(indent, vec![], 1300));
}

#[test]
fn the_steps_of_a_page_can_be_chosen() {
    let folder = folder(&[("page.html", "{% for a in range(1000) %}.{% endfor %}")]);
    let templates = Templates::new(folder.path()).load().unwrap();
    assert!(
        templates
            .clone()
            .max_steps(100)
            .text("page.html", ())
            .is_err()
    );
    assert_eq!(templates.text("page.html", ()).unwrap().len(), 1000);
}

#[test]
fn values_stay_values() {
    let hostile = "{{ 7 * 7 }}{% include 'x' %}\"><script>alert('x')</script>";
    let source = "<p title=\"{{ v }}\" data-v='{{ v|tojson }}'>{{ v }}</p><script>let v = {{ v|tojson }};</script>";
    let text = named_text("page.html", source, context! { v => hostile }).unwrap();
    let rest = text.replace("<script>let v", "").replace(";</script>", "");
    assert!(
        !rest.contains("<script>") && !rest.contains("</script>"),
        "{text}"
    );
    assert!(
        !rest.contains("alert('x')") && !rest.contains("\"><"),
        "{text}"
    );
    assert!(text.contains("{{ 7 * 7 }}"), "{text}");
}
