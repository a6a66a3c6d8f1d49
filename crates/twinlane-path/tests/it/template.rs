use twinlane_path::{Convertor, Part, PathTemplate};

fn parse(text: &str) -> PathTemplate {
    PathTemplate::parse(text).unwrap()
}

fn literal(text: &str) -> Part {
    Part::Literal(text.to_owned())
}

fn parameter(name: &str, convertor: Convertor) -> Part {
    Part::Parameter {
        name: name.to_owned(),
        convertor,
    }
}

/// The parts of every segment.
fn parts(text: &str) -> Vec<Vec<Part>> {
    parse(text)
        .segments()
        .iter()
        .map(|segment| segment.parts.clone())
        .collect()
}

#[test]
fn a_template_is_split_at_its_slashes() {
    assert_eq!(parts(""), Vec::<Vec<Part>>::new());
    assert_eq!(parts("/"), [vec![]]);
    assert_eq!(parts("/items"), [vec![literal("items")]]);
    assert_eq!(parts("/items/"), [vec![literal("items")], vec![]]);
    assert_eq!(parts("//items"), [vec![], vec![literal("items")]]);
}

#[test]
fn a_segment_may_mix_text_and_parameters() {
    assert_eq!(
        parts("/{a}.{b:int}/v{c:path}"),
        [
            vec![
                parameter("a", Convertor::Str),
                literal("."),
                parameter("b", Convertor::Int)
            ],
            vec![literal("v"), parameter("c", Convertor::Path)],
        ]
    );
}

#[test]
fn every_convertor_is_read() {
    let template = parse("/{a}/{b:str}/{c:path}/{d:int}/{e:float}/{f:uuid}");
    let convertors: Vec<_> = template
        .parameters()
        .map(|(_, convertor)| convertor.to_string())
        .collect();
    assert_eq!(convertors, ["str", "str", "path", "int", "float", "uuid"]);
}

#[test]
fn the_openapi_form_has_no_convertors() {
    for (text, format) in [
        ("", ""),
        ("/", "/"),
        ("/a/{b:int}/", "/a/{b}/"),
        ("/a/{b}.{c:path}/ü", "/a/{b}.{c}/ü"),
    ] {
        assert_eq!(parse(text).format(), format);
        assert_eq!(parse(text).as_str(), text);
        assert_eq!(parse(text).to_string(), text);
    }
}

#[test]
fn joining_is_concatenation() {
    for (prefix, path) in [
        ("", ""),
        ("", "/"),
        ("/a", ""),
        ("/a/{x}", "/{y:int}"),
        ("/a/", "/b"),
    ] {
        let joined = parse(prefix).join(&parse(path));
        assert_eq!(joined, parse(&format!("{prefix}{path}")));
    }
}

#[test]
fn joining_can_repeat_a_name() {
    assert_eq!(parse("/{a}/{b}").repeated_name(), None);
    assert_eq!(
        parse("/{a}/{b}").join(&parse("/{c}/{b}")).repeated_name(),
        Some("b")
    );
}

#[test]
fn a_mistake_is_located() {
    for (text, wrong, message) in [
        ("items", "i", "a path starts with `/`"),
        ("éa", "é", "a path starts with `/`"),
        ("{id}", "{", "a path starts with `/`"),
        ("/é/{id", "{", "this `{` is never closed"),
        ("/{id/x}", "{", "this `{` is never closed"),
        ("/{a{b}}", "{", "this `{` is never closed"),
        ("/id}", "}", "this `}` closes nothing"),
        ("/{}", "{}", "a parameter needs a name, as in `{item_id}`"),
        (
            "/{:int}",
            "{:int}",
            "a parameter needs a name, as in `{item_id}`",
        ),
        (
            "/{1a}",
            "1a",
            "`1a` is no parameter name: it takes letters, digits and `_`, and no digit first",
        ),
        (
            "/{é}",
            "é",
            "`é` is no parameter name: it takes letters, digits and `_`, and no digit first",
        ),
        (
            "/{a }",
            "a ",
            "`a ` is no parameter name: it takes letters, digits and `_`, and no digit first",
        ),
        (
            "/{a:INT}",
            "INT",
            "there is no convertor `INT`: use `str`, `path`, `int`, `float` or `uuid`",
        ),
        (
            "/{a:}",
            "",
            "there is no convertor ``: use `str`, `path`, `int`, `float` or `uuid`",
        ),
        (
            "/x/{name}/{name:int}",
            "name",
            "`name` is in this path twice",
        ),
    ] {
        let error = PathTemplate::parse(text).unwrap_err();
        assert_eq!(
            &text[error.offset..error.offset + error.length],
            wrong,
            "{text}"
        );
        assert_eq!(error.to_string(), message, "{text}");
    }
}

#[test]
fn the_second_of_two_equal_names_is_the_wrong_one() {
    assert_eq!(PathTemplate::parse("/{a}/{a}").unwrap_err().offset, 6);
}
