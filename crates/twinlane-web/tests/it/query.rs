use std::borrow::Cow;

use twinlane_web::query::Query;

fn pairs(text: &str) -> Vec<(String, String)> {
    Query::new(text)
        .pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// The expected pairs are those of Python's `parse_qsl(text, keep_blank_values=True)`.
#[test]
fn a_query_is_read_as_python_reads_it() {
    for (text, expected) in [
        ("", &[][..]),
        ("&&", &[]),
        ("x", &[("x", "")]),
        ("x=", &[("x", "")]),
        ("=3", &[("", "3")]),
        ("=", &[("", "")]),
        ("a=1&a=2", &[("a", "1"), ("a", "2")]),
        ("a=1;b=2", &[("a", "1;b=2")]),
        ("a=b=c", &[("a", "b=c")]),
        ("a+b=c+d", &[("a b", "c d")]),
        ("a%20b=%2B1", &[("a b", "+1")]),
        ("y=%zz+%2B%FF", &[("y", "%zz +\u{fffd}")]),
        ("%3D=%26", &[("=", "&")]),
        ("a=%E9&b=%C3%A9", &[("a", "\u{fffd}"), ("b", "é")]),
        ("a=%", &[("a", "%")]),
    ] {
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        assert_eq!(pairs(text), expected, "{text}");
    }
}

#[test]
fn the_last_value_counts_and_all_are_there() {
    let query = Query::new("a=1&b=2&%61=3&A=4");
    assert_eq!(query.last("a").as_deref(), Some("3"));
    assert_eq!(query.all("a").collect::<Vec<_>>(), ["1", "3"]);
    assert_eq!(query.last("c"), None);
    assert_eq!(query.all("c").count(), 0);
    assert_eq!(query.as_str(), "a=1&b=2&%61=3&A=4");
}

#[test]
fn an_encoded_name_is_not_the_name_it_looks_like() {
    let query = Query::new("a+b=1&a%2Bb=2");
    assert_eq!(query.last("a b").as_deref(), Some("1"));
    assert_eq!(query.last("a+b").as_deref(), Some("2"));
    assert_eq!(query.last("a%2Bb"), None);
}

#[test]
fn any_number_of_pairs_is_kept() {
    for count in [7, 8, 9, 100] {
        let text: Vec<String> = (0..count)
            .map(|index| format!("k{index}={index}"))
            .collect();
        let text = text.join("&");
        let query = Query::new(&text);
        assert_eq!(query.pairs().count(), count);
        assert_eq!(
            query.last(&format!("k{}", count - 1)).as_deref(),
            Some(format!("{}", count - 1).as_str())
        );
    }
}

#[test]
fn plain_text_is_borrowed() {
    assert!(matches!(
        Query::new("a=b").last("a"),
        Some(Cow::Borrowed("b"))
    ));
}
