//! A query string: it is read without a panic, and its pairs, written anew, are read as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use twinlane_web::query::Query;

fuzz_target!(|text: &str| {
    let query = Query::new(text);
    let pairs: Vec<(String, String)> = query.pairs().map(owned).collect();
    for (name, _) in &pairs {
        let all: Vec<String> = query.all(name).map(|value| value.into_owned()).collect();
        let expected = pairs.iter().filter(|(other, _)| other == name);
        assert_eq!(
            all,
            expected.map(|(_, value)| value.clone()).collect::<Vec<_>>()
        );
        assert_eq!(query.last(name).as_deref(), all.last().map(String::as_str));
    }
    let escape = |text: &str| {
        text.bytes()
            .map(|byte| format!("%{byte:02x}"))
            .collect::<String>()
    };
    let again: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect();
    let again = again.join("&");
    assert_eq!(
        Query::new(&again).pairs().map(owned).collect::<Vec<_>>(),
        pairs
    );
});

fn owned((name, value): (impl Into<String>, impl Into<String>)) -> (String, String) {
    (name.into(), value.into())
}
