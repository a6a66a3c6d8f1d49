//! The spelling of values: Jinja's, as users of Python have it.

use twinlane::prelude::*;
use twinlane::{Templates, context};

use super::{folder, named_text, text, text_with};

#[test]
fn values_are_spelled_as_python_does() {
    for (source, expected) in [
        ("{{ true }} {{ false }} {{ none }}", "True False None"),
        (
            "{{ 1.0 }} {{ 1e16 }} {{ 0.1 + 0.2 }}",
            "1.0 1e+16 0.30000000000000004",
        ),
        ("{{ [1, 'a', none] }}", "[1, &#39;a&#39;, None]"),
        ("{{ {'a': [true]} }}", "{&#39;a&#39;: [True]}"),
        ("{{ (1,) }} {{ (1, 2) }}", "(1,) (1, 2)"),
        ("{{ missing }}|{{ {}.a }}", "|"),
        ("{{ [true]|string }}", "[True]"),
        ("a\n", "a"),
        ("a\n\n", "a\n"),
    ] {
        assert_eq!(text(source), expected, "{source}");
    }
}

#[test]
fn methods_of_python_are_there() {
    for (source, expected) in [
        ("{{ 'abc'.upper() }}", "ABC"),
        (
            "{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}={{ v }};{% endfor %}",
            "a=1;b=2;",
        ),
        ("{{ {'a': 1}.get('b', 'none') }}", "none"),
        ("{{ 'a,b'.split(',')|join('+') }}", "a+b"),
        ("{{ 'a-b'.replace('-', '+').startswith('a+') }}", "True"),
        ("{{ '%s!'|format('a') }} {{ '{}!'.format('a') }}", "a! a!"),
    ] {
        assert_eq!(text(source), expected, "{source}");
    }
}

#[test]
fn html_is_escaped_by_the_name_of_the_template() {
    let hostile = "<a href=\"x\">'&</a>";
    let escaped = "&lt;a href=&#34;x&#34;&gt;&#39;&amp;&lt;/a&gt;";
    for (name, expected) in [
        ("a.html", escaped),
        ("a.HTM", escaped),
        ("a.xml", escaped),
        ("a.txt", hostile),
        ("html", hostile),
        ("a.html.j2", hostile),
    ] {
        let text = named_text(name, "{{ v }}", context! { v => hostile });
        assert_eq!(text.unwrap(), expected, "{name}");
    }
    let always = text_with(
        "{{ v|e|e }} {{ v|safe }} {{ v|safe|forceescape }}",
        context! { v => "<" },
    );
    assert_eq!(always, "&lt; < &lt;");
    let text = named_text("a.txt", "{{ v|e }}", context! { v => "<" });
    assert_eq!(text.unwrap(), "&lt;");
}

#[test]
fn json_is_pythons_and_safe_within_a_script() {
    let value = json!({ "b": "</script>'&é", "a": [1.0, null, true] });
    assert_eq!(
        text_with("{{ v|tojson }}", context! { v => value }),
        r#"{"a": [1.0, null, true], "b": "\u003c/script\u003e\u0027\u0026\u00e9"}"#
    );
    assert_eq!(
        text("{{ {'a': [1, {}]}|tojson(indent=2) }}"),
        "{\n  \"a\": [\n    1,\n    {}\n  ]\n}"
    );
    let error = named_text("a.html", "{{ missing|tojson }}", context! {}).unwrap_err();
    assert!(
        error.to_string().contains("undefined cannot be JSON"),
        "{error}"
    );
}

#[model]
struct Item {
    #[field(alias = "itemName")]
    name: String,
    waits: types::Duration,
    secret: Secret<String>,
    tags: Vec<String>,
}

mod types {
    pub(super) use twinlane::types::chrono::TimeDelta as Duration;
}

#[test]
fn models_are_written_as_models_write_them() {
    let item = Item {
        name: "Lamp".to_owned(),
        waits: types::Duration::minutes(5),
        secret: Secret::new("hidden".to_owned()),
        tags: vec!["a".to_owned()],
    };
    let folder = folder(&[(
        "t.html",
        "{{ i.name }} {{ i.waits }} {{ i.secret }} {{ i.tags[0] }}",
    )]);
    let templates = Templates::new(folder.path()).load().unwrap();
    let page = |context| templates.text("t.html", context).unwrap();
    let expected = "Lamp PT5M ********** a";
    let (i, reference, option) = (&item, &item, Some(&item));
    assert_eq!(page(context! { i }), expected);
    assert_eq!(page(context! { i => reference }), expected);
    assert_eq!(page(context! { i => option }), expected);
    assert_eq!(page(context! { i => item }), expected);
}

#[test]
fn filters_of_jinja_that_write_values() {
    for (source, expected) in [
        ("{{ 'a b  c-d'|wordcount }}", "4"),
        (
            "{{ {'id': '<', 'x': none, 'n': 1}|xmlattr }}",
            " id=\"&lt;\" n=\"1\"",
        ),
        ("{{ 'a b&c/d'|urlencode }}", "a%20b%26c/d"),
        ("{{ '<b>x</b> y'|striptags }}", "x y"),
        ("{{ 'abcdefghij'|truncate(5, true, '') }}", "abcde"),
    ] {
        assert_eq!(text(source), expected, "{source}");
    }
}
