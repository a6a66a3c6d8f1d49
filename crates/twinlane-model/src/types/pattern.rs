//! Regular expressions.

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::text::text_type;
use crate::coerced::Coerced;
use crate::error::Kind;
use crate::refusal::Scanned;
use crate::schema::of_format;
use crate::shape::{Ruled, Scalar, nothing_more};
use crate::stack::count_compiled;
use crate::{JsonValue, Measure};

/// In the syntax of the `regex` crate, which has no look-around and no back-references. A client sends it, so one that would
/// take long to compile is none.
const REGEX: Scalar = Scalar {
    label: "pattern",
    read: |value, _| match value {
        JsonValue::Str(text) if is_affordable(text) => Ok(Scanned::new(
            Coerced::Text(text.as_str().into()),
            Measure::Nothing,
        )),
        JsonValue::Str(_) => Err(Kind::PatternRegex.into()),
        _ => Err(Kind::PatternType.into()),
    },
    last: nothing_more,
    schema: |_| of_format("regex"),
    ruled: Ruled::No,
};

text_type!(
    Regex,
    REGEX,
    compiled,
    |regex: &Regex| regex.as_str().to_owned(),
    |_| Measure::Nothing
);

fn compiled(text: &str) -> Option<Regex> {
    is_affordable(text).then(|| Regex::new(text).ok()).flatten()
}

/// True if it is a pattern that is compiled within milliseconds, and so are all of the document together.
///
/// Known before it is compiled, by its size as an automaton.
fn is_affordable(text: &str) -> bool {
    let classes = classes(text);
    if text.len() > LONGEST || classes > MOST_CLASSES {
        return false;
    }
    let Ok(parsed) = regex_syntax::parse(text) else {
        return false;
    };
    let states = states(&parsed);
    let whole = ANY + text.len() + classes * CLASS + states;
    states <= MOST_STATES && count_compiled(whole) <= MOST_OF_DOCUMENT
}

/// The longest text of a pattern, in bytes.
const LONGEST: usize = 4096;

/// Sets of characters in it, such as `\w` and `[a-z]`: each may be thousands of ranges, which are made before anything can
/// be counted.
const MOST_CLASSES: usize = 128;

/// States of its automaton, by our estimate: ten milliseconds. `\w` has about 1,600 of them.
const MOST_STATES: usize = 100_000;

/// The same of all patterns of a document.
const MOST_OF_DOCUMENT: usize = 2_000_000;

/// The cost of the smallest pattern, in states.
const ANY: usize = 200;

/// The cost of making a set of characters, in states.
const CLASS: usize = 300;

fn classes(text: &str) -> usize {
    let escaped = text.as_bytes().windows(2);
    let escaped = escaped.filter(|pair| pair[0] == b'\\' && b"dDsSwWpP".contains(&pair[1]));
    escaped.count() + text.matches('[').count()
}

fn states(pattern: &Hir) -> usize {
    let all = |parts: &[Hir]| parts.iter().map(states).fold(1, usize::saturating_add);
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        // A range is up to four bytes long in UTF-8, and shares some of them with others.
        HirKind::Class(Class::Unicode(class)) => class.ranges().len() * 2,
        HirKind::Class(Class::Bytes(class)) => class.ranges().len(),
        HirKind::Capture(capture) => states(&capture.sub).saturating_add(2),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => all(parts),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(repetition.min.saturating_add(1));
            let times = usize::try_from(most).unwrap_or(usize::MAX);
            states(&repetition.sub)
                .saturating_add(1)
                .saturating_mul(times)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{classes, compiled, is_affordable};
    use crate::stack::bounded;

    #[test]
    fn usual_patterns_are_taken() {
        for text in [
            "",
            "abc",
            r"^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$",
            r"^\w{1,50}$",
            r"(?i)^(\w+\s?){1,20}$",
            r".{0,2000}",
            r"(a{100}){100}",
            r"^\p{Lu}\p{Ll}{0,30}$",
            &vec!["keyword"; 400].join("|"),
        ] {
            assert!(compiled(text).is_some(), "{text}");
        }
    }

    /// Each of them would take a tenth of a second, or as much memory as there is.
    #[test]
    fn what_takes_long_is_refused_before_it_is_compiled() {
        let nested = format!("{}a{}", "(".repeat(300), ")".repeat(300));
        for text in [
            r"\w{1000}",
            r"\w{0,1000}",
            r"\w{1000,}",
            r"\w{100}\w{100}",
            r"[^a]{4294967295}",
            r"((a{100}){100}){100}",
            r"((a?){500}){500}",
            r"((((a|b|c|\d){10}){10}){10}){10}",
            r"(?i)(\w\W){100}",
            &r"\w".repeat(1_000),
            &format!("(?i){}", r"\P{L}".repeat(500)),
            &format!("(?i){}", "[^a]".repeat(500)),
            &"a".repeat(100_000),
            &nested,
        ] {
            assert!(!is_affordable(text), "{text:.40}");
        }
    }

    #[test]
    fn all_patterns_of_a_document_are_counted_together() {
        let taken = || {
            (0..100_000)
                .take_while(|_| is_affordable(r"\w{50}"))
                .count()
        };
        assert_eq!(bounded(taken), 24);
        assert_eq!(bounded(|| bounded(|| taken() + taken())), 24);
        let taken = || (0..100_000).take_while(|_| is_affordable("abc")).count();
        assert_eq!(bounded(taken), 9_708);
    }

    #[test]
    fn sets_of_characters_are_counted() {
        assert_eq!(classes(r"\w[a-z\d]\.\p{L}"), 4);
        assert_eq!(classes(""), 0);
    }
}
