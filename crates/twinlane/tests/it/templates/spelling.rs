//! The spelling of values: Jinja's, as users of Python have it.

use twinlane::context;
use twinlane::prelude::*;
use twinlane::templates::Templates;

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
        (
            "{{ '-5'.zfill(4) }} {{ 'a'.ljust(3) }}| {{ 'a,b,c'.rsplit(',', 1)|join('+') }}",
            "-005 a  | a,b+c",
        ),
        (
            "{{ [3, 1].index(1) }} {{ 'abc'.index('c') }} {{ 'a=b'.partition('=')|join }}",
            "1 2 a=b",
        ),
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

#[model]
struct Large {
    #[field(alias = "theNumber")]
    number: u128,
    low: i128,
    small: i64,
    half: f64,
}

#[test]
fn integers_of_128_bits_stay_what_they_are() {
    let large = Large {
        number: u128::MAX,
        low: i128::MIN,
        small: -7,
        half: 0.5,
    };
    let source = "{{ v.number }} {{ v.low }} {{ v.small }} {{ v.half }} {{ v.number > 1 }} {{ v|tojson }} {{ 'abcdefgh'[v.small] }}";
    let text = named_text("a.txt", source, context! { v => large });
    assert_eq!(
        text.unwrap(),
        "340282366920938463463374607431768211455 -170141183460469231731687303715884105728 -7 0.5 True \
         {\"half\": 0.5, \"low\": -170141183460469231731687303715884105728, \"number\": 340282366920938463463374607431768211455, \"small\": -7} b"
    );
}

#[test]
fn attributes_are_those_of_jinja() {
    for (name, source, expected) in [
        (
            "a.html",
            "{{ {'a': '<'|safe, 'b<': '<'}|xmlattr }}",
            " a=\"<\" b&lt;=\"&lt;\"",
        ),
        (
            "a.html",
            "{{ {'a': 1, 'b': none}|xmlattr(autospace=false) }}",
            "a=\"1\"",
        ),
        ("a.html", "{{ {'a': 1}|xmlattr(false) }}", "a=\"1\""),
        ("a.html", "{{ {}|xmlattr }}", ""),
        ("a.html", "{{ {'a': '<'}|xmlattr|e }}", " a=\"&lt;\""),
        ("a.txt", "{{ {'a': '<'}|xmlattr }}", " a=\"&lt;\""),
        ("a.txt", "{{ {'a': 1}|xmlattr|e }}", " a=&#34;1&#34;"),
    ] {
        let text = named_text(name, source, context! {});
        assert_eq!(text.unwrap(), expected, "{source}");
    }
    for name in [
        "a b", "a\t", "a\n", "a\r", "a\u{b}", "a\u{c}", "a/", "a>", "a=",
    ] {
        let text = named_text("a.html", "{{ {n: 1}|xmlattr }}", context! { n => name });
        assert!(text.is_err(), "{name:?}");
    }
    for source in [
        "{{ {1: 1}|xmlattr }}",
        "{{ ['a']|xmlattr }}",
        "{{ 'a'|xmlattr }}",
    ] {
        assert!(
            named_text("a.html", source, context! {}).is_err(),
            "{source}"
        );
    }
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
        ("{{ 'abcdefghij'|truncate(5, true, '', 0) }}", "abcde"),
        ("{{ 'one two three'|truncate(9, leeway=0) }}", "one..."),
        ("{{ 'é😀xyz'|truncate(4, true, '.', 0) }}", "é😀x."),
        ("{{ 'one two'|truncate(18446744073709551615) }}", "one two"),
        ("{{ ('<b>'|safe)|truncate(1, true, '<', 0) }}", "&lt;"),
        ("{{ 'ab'|center(5) }}|", "  ab |"),
        (
            "{{ 'a\nb\n\nc'|indent('> ', true) }}",
            "&gt; a\n&gt; b\n\n&gt; c",
        ),
        (
            "{{ 'x'|int }} {{ ' 5 '|int }} {{ 'x'|int(7) }} {{ 'x'|float }}",
            "0 5 7 0.0",
        ),
        ("{{ ['b', 'A', 'c']|sort(true)|join }}", "cbA"),
        (
            "{{ {'b': 1, 'A': 2}|dictsort(false, 'value')|map('first')|join }}",
            "bA",
        ),
        ("{{ ['a', 'A']|unique(true)|list|length }}", "2"),
        (
            "{{ {'a': 'b c', 'd': true}|urlencode }}",
            "a=b+c&amp;d=True",
        ),
        ("{{ ['a']|random }}{{ []|random }}", "a"),
        (
            "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.current }}{{ c.next() }}{{ c.next() }}",
            "abba",
        ),
    ] {
        assert_eq!(text(source), expected, "{source}");
    }
}
