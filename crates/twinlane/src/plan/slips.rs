//! Slips of the pen: a path parameter under another name than its parameter, or spelled as elsewhere, a body where clients send none.

use std::cmp::Reverse;

use http::Method;
use tracing::warn;

use super::Planned;
use super::functions::{PlannedFunction, functions};
use super::sources::Sources;
use crate::build_error::Mistake;
use crate::parameters::{BodyKind, Kind, ParameterDescription, Source};

/// Notes each path parameter that nothing takes beside a parameter that nothing gives: `/items/{id}` and `item_id: i64`.
///
/// FastAPI would read `item_id` from the query. A path parameter that nothing takes is allowed where no parameter may be meant by it.
pub(crate) fn check_path_names(planned: &Planned, sources: &Sources, mistakes: &mut Vec<Mistake>) {
    if reads_request(planned, sources) {
        return;
    }
    let mut not_given = not_given(planned, sources);
    for name in not_taken(planned, sources) {
        let meant = (0..not_given.len())
            .min_by_key(|place| Reverse(likeness(name, not_given[*place].parameter.declared.name)));
        let Some(meant) = meant else {
            warn!(
                "{}: nothing takes the path parameter `{name}`: add `{name}` to the function's parameters",
                planned.name
            );
            continue;
        };
        let NotGiven { within, parameter } = not_given.remove(meant);
        let own = parameter.declared.name;
        mistakes.push(Mistake::Parameter {
            operation: planned.name.clone(),
            within,
            name: own,
            message: format!(
                "the path does not give it, and nothing takes the `{{{name}}}` of the path: write `{{{own}}}` in the path, \
                 or name the parameter `{name}`; if clients send it in the query, write `#[query] {own}`"
            ),
        });
    }
}

/// True if a function has the whole request, and may take the path from there.
fn reads_request(planned: &Planned, sources: &Sources) -> bool {
    functions(planned, sources)
        .flat_map(PlannedFunction::with_sources)
        .any(|(parameter, _)| {
            matches!(
                parameter.kind,
                Kind::Request | Kind::WebSocket | Kind::Extracted { .. }
            )
        })
}

/// A parameter that has to be sent, and of which nothing says that it is of the query.
struct NotGiven<'p> {
    within: Vec<String>,
    parameter: &'p ParameterDescription,
}

fn not_given<'p>(planned: &'p Planned, sources: &'p Sources) -> Vec<NotGiven<'p>> {
    let mut all = Vec::new();
    for function in functions(planned, sources) {
        let of_query = function
            .with_sources()
            .filter(|(_, source)| *source == Some(Source::Query))
            .map(|(parameter, _)| parameter)
            .filter(|parameter| parameter.declared.source.is_none() && parameter.must_be_sent());
        all.extend(of_query.map(|parameter| NotGiven {
            within: function.within(),
            parameter,
        }));
    }
    all
}

/// The names of the path that no function takes.
fn not_taken<'p>(planned: &'p Planned, sources: &Sources) -> Vec<&'p str> {
    let taken: Vec<&str> = functions(planned, sources)
        .flat_map(PlannedFunction::with_sources)
        .filter(|(_, source)| *source == Some(Source::Path))
        .map(|(parameter, _)| parameter.declared.wire_name())
        .collect();
    let names = planned.template.names();
    names.filter(|name| !taken.contains(name)).collect()
}

/// The length of the longest part that both names have: which of several is meant, for the message.
fn likeness(one: &str, other: &str) -> usize {
    let letters = |name: &str| -> Vec<char> {
        let letters = name.chars().filter(|letter| *letter != '_');
        letters.flat_map(char::to_lowercase).collect()
    };
    let (one, other) = (letters(one), letters(other));
    let starts = (0..one.len()).flat_map(|i| (0..other.len()).map(move |j| (i, j)));
    let common = |(i, j): (usize, usize)| {
        let pairs = one[i..].iter().zip(&other[j..]);
        pairs.take_while(|(one, other)| one == other).count()
    };
    starts.map(common).max().unwrap_or(0)
}

/// Says that `/items/:id` and `/items/<id>` have no parameter: other frameworks spell `/items/{id}` so.
pub(crate) fn warn_of_other_spellings(planned: &Planned) {
    for segment in planned.name.path.split('/') {
        if let Some(name) = spelled_as_elsewhere(segment) {
            warn!(
                "{}: the segment `{segment}` of the path is literal text: write `{{{name}}}` for a path parameter",
                planned.name
            );
        }
    }
}

/// `id` of `:id`, `<id>` and `<int:id>`.
fn spelled_as_elsewhere(segment: &str) -> Option<&str> {
    let in_brackets = || {
        segment
            .strip_prefix('<')?
            .strip_suffix('>')?
            .rsplit(':')
            .next()
    };
    let name = segment.strip_prefix(':').or_else(in_brackets)?;
    let is_letter = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    let is_identifier = name.starts_with(is_letter)
        && name
            .chars()
            .all(|letter| is_letter(letter) || letter.is_ascii_digit());
    is_identifier.then_some(name)
}

/// Says that a request of this method seldom has the body that a parameter is read from.
pub(crate) fn warn_of_body(planned: &Planned, sources: &Sources) {
    let method = &planned.route.description.method;
    let reads_parts = !matches!(sources.body, BodyKind::None | BodyKind::Raw);
    if !reads_parts || (method != Method::GET && method != Method::HEAD) {
        return;
    }
    let is_part = |source| matches!(source, Some(Source::Body | Source::Form | Source::File));
    let mut all = functions(planned, sources).flat_map(PlannedFunction::with_sources);
    if let Some((parameter, source)) = all.find(|(_, source)| is_part(*source)) {
        let name = parameter.declared.name;
        let from_query = (source == Some(Source::Body))
            .then(|| format!("read it from the query, `#[query] {name}`, or "));
        warn!(
            "{}: the parameter `{name}` is read from the body, which browsers do not send with {method} and proxies may drop: \
             {}write `#[post]`",
            planned.name,
            from_query.unwrap_or_default()
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colon_or_brackets_around_an_identifier_are_of_elsewhere() {
        for (segment, expected) in [
            (":id", Some("id")),
            (":item_2", Some("item_2")),
            (":_", Some("_")),
            (":", None),
            (":2", None),
            (":a-b", None),
            ("a:id", None),
            ("id", None),
            (":{id}", None),
            ("<id>", Some("id")),
            ("<int:item_id>", Some("item_id")),
            ("<>", None),
            ("<{id}>", None),
            ("<id", None),
        ] {
            assert_eq!(spelled_as_elsewhere(segment), expected, "{segment}");
        }
    }

    #[test]
    fn names_are_alike_by_the_longest_part_that_both_have() {
        for (one, other, expected) in [
            ("id", "item_id", 2),
            ("itemId", "item_id", 6),
            ("id", "q", 0),
            ("", "id", 0),
        ] {
            assert_eq!(likeness(one, other), expected, "{one} {other}");
        }
    }
}
