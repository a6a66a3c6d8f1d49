use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};
use twinlane_web::json::content_type_is_json;

fn headers(content_types: &[&'static str]) -> HeaderMap {
    content_types
        .iter()
        .map(|value| (CONTENT_TYPE, HeaderValue::from_static(value)))
        .collect()
}

#[test]
fn json_has_many_spellings() {
    for json in [
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=latin-1",
        "application/json;",
        " application/json ;x",
        "application/vnd.api+json",
        "application/problem+JSON",
        "application/+json",
    ] {
        assert!(content_type_is_json(&headers(&[json])), "{json}");
    }
}

#[test]
fn other_types_are_not_json() {
    for other in [
        "",
        "json",
        "text/json",
        "text/plain",
        "application/",
        "application/jsonp",
        "application/geo+json-seq",
        "application/json/x",
        "application/json, text/plain",
        "application /json",
        "x application/json",
    ] {
        assert!(!content_type_is_json(&headers(&[other])), "{other}");
    }
    assert!(!content_type_is_json(&headers(&[])));
}

#[test]
fn the_first_of_two_headers_counts() {
    assert!(content_type_is_json(&headers(&[
        "application/json",
        "text/plain"
    ])));
    assert!(!content_type_is_json(&headers(&[
        "text/plain",
        "application/json"
    ])));
}
