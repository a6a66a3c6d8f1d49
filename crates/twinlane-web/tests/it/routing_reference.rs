//! The table against the rules written down as plainly as possible, over a list of routes.

use http::Method;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use twinlane_web::path::DecodedPath;
use twinlane_web::routing::{Outcome, TableBuilder};
use twinlane_web::{Convertor, Part, PathTemplate};

const SEGMENTS: &[&str] = &[
    "",
    "a",
    "b",
    "1",
    "{_}",
    "{_:int}",
    "{_:float}",
    "{_:path}",
    "{_}.a",
    "a{_}",
    "{_}-{_}",
    "{_:int}{_}",
    "{_:float}-a",
    "{_:path}a",
    "a{_:path}",
    "{_:path}-{_:path}",
];
const PATH_SEGMENTS: &[&str] = &[
    "", "a", "b", "1", "1.1", "11", "a.a", "aa", "1-1", "1.1-a", "a-a-a", "\n", "é",
];

struct Route {
    template: PathTemplate,
    method: Method,
}

fn template() -> impl Strategy<Value = PathTemplate> {
    vec(select(SEGMENTS), 0..5).prop_map(|segments| {
        let mut text: String = segments.iter().flat_map(|segment| ["/", segment]).collect();
        for number in 0.. {
            let named = text.replacen("{_", &format!("{{p{number}"), 1);
            if named == text {
                break;
            }
            text = named;
        }
        PathTemplate::parse(&text).unwrap()
    })
}

fn route() -> impl Strategy<Value = Route> {
    let method = select(vec![Method::GET, Method::POST, Method::PUT]);
    (template(), method).prop_map(|(template, method)| Route { template, method })
}

impl std::fmt::Debug for Route {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.method, self.template)
    }
}

fn path() -> impl Strategy<Value = String> {
    vec(select(PATH_SEGMENTS), 0..6)
        .prop_map(|segments| segments.iter().flat_map(|segment| ["/", segment]).collect())
}

/// A literal character, or a parameter.
enum Token {
    Character(char),
    Parameter(Convertor),
}

fn tokens(template: &PathTemplate) -> Vec<Token> {
    let mut tokens = Vec::new();
    for segment in template.segments() {
        tokens.push(Token::Character('/'));
        for part in &segment.parts {
            match part {
                Part::Literal(text) => tokens.extend(text.chars().map(Token::Character)),
                Part::Parameter { convertor, .. } => tokens.push(Token::Parameter(*convertor)),
            }
        }
    }
    tokens
}

fn takes(convertor: Convertor, text: &[char]) -> bool {
    let digits = |text: &[char]| !text.is_empty() && text.iter().all(char::is_ascii_digit);
    match convertor {
        Convertor::Str => !text.is_empty() && !text.contains(&'/'),
        Convertor::Path => !text.contains(&'\n'),
        Convertor::Int => digits(text),
        Convertor::Float => {
            let mut halves = text.split(|&character| character == '.');
            halves.clone().count() <= 2 && halves.all(digits)
        }
        Convertor::Uuid => unreachable!("no template here has one"),
    }
}

/// The texts of the parameters, if the whole text matches. The first takes as much as it can, then the second, ...
fn captures(tokens: &[Token], text: &[char]) -> Option<Vec<String>> {
    match tokens {
        [] => text.is_empty().then(Vec::new),
        [Token::Character(character), rest @ ..] => {
            if text.first() == Some(character) {
                captures(rest, &text[1..])
            } else {
                None
            }
        }
        [Token::Parameter(convertor), rest @ ..] => (0..=text.len()).rev().find_map(|length| {
            let (taken, left) = text.split_at(length);
            let mut others = takes(*convertor, taken).then(|| captures(rest, left))??;
            others.insert(0, taken.iter().collect());
            Some(others)
        }),
    }
}

/// The rank of each segment: the more specific, the smaller. The end comes last.
fn ranks(template: &PathTemplate) -> Vec<u8> {
    let rank = |parts: &[Part]| {
        let parameters = parts
            .iter()
            .filter(|part| matches!(part, Part::Parameter { .. }))
            .count();
        let has_path = parts.iter().any(|part| {
            matches!(
                part,
                Part::Parameter {
                    convertor: Convertor::Path,
                    ..
                }
            )
        });
        match (parameters, parts.len() > 1, has_path) {
            (0, ..) => 0,
            (_, true, false) => 1,
            (_, false, false) => 2,
            (_, true, true) => 3,
            (_, false, true) => 4,
        }
    };
    template
        .segments()
        .iter()
        .map(|segment| rank(&segment.parts))
        .chain([5])
        .collect()
}

/// `(index, parameters)` of the route, or the other outcomes in words.
fn reference(
    routes: &[Route],
    method: &Method,
    path: &str,
) -> Result<(usize, Vec<String>), String> {
    let matching = |path: &str| -> Vec<(usize, Vec<String>)> {
        let characters: Vec<char> = path.chars().collect();
        let captured = |route: &Route| captures(&tokens(&route.template), &characters);
        routes
            .iter()
            .enumerate()
            .filter_map(|(index, route)| Some((index, captured(route)?)))
            .collect()
    };
    let found = matching(path);
    let full = found
        .iter()
        .filter(|(index, _)| routes[*index].method == *method);
    if let Some(best) = full.min_by_key(|(index, _)| (ranks(&routes[*index].template), *index)) {
        return Ok(best.clone());
    }
    let mut methods = Vec::new();
    for (index, _) in &found {
        let method = routes[*index].method.as_str();
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    if !methods.is_empty() {
        return Err(format!("wrong method, {}", methods.join(", ")));
    }
    let other = if path.ends_with('/') {
        path.trim_end_matches('/').to_owned()
    } else {
        format!("{path}/")
    };
    if path.len() > 1 && !other.is_empty() && !matching(&other).is_empty() {
        return Err(format!("redirect to {other}"));
    }
    Err("not found".to_owned())
}

fn same_path(one: &PathTemplate, other: &PathTemplate) -> bool {
    let nameless = |template: &PathTemplate| {
        let mut text = template.as_str().to_owned();
        for name in template.names() {
            text = text.replacen(&format!("{{{name}"), "{", 1);
        }
        text
    };
    nameless(one) == nameless(other)
}

/// Keeps the first of the routes that have one method and path, and checks that the table does.
fn build(routes: Vec<Route>) -> (Vec<Route>, twinlane_web::routing::Table<usize>) {
    let mut builder = TableBuilder::new();
    let mut kept: Vec<Route> = Vec::new();
    for route in routes {
        let earlier = kept.iter().position(|other| {
            other.method == route.method && same_path(&other.template, &route.template)
        });
        let inserted = builder.insert(&route.template, route.method.clone(), kept.len());
        assert_eq!(inserted.err().copied(), earlier, "{route:?}");
        if earlier.is_none() {
            kept.push(route);
        }
    }
    (kept, builder.build())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn the_table_follows_the_rules(routes in vec(route(), 1..12), paths in vec(path(), 1..12)) {
        let (routes, table) = build(routes);
        for path in paths {
            let decoded = DecodedPath::new(&path);
            let actual = match table.find(&Method::GET, &decoded) {
                Outcome::Found { value, params } => Ok((*value, params.iter().map(str::to_owned).collect())),
                Outcome::WrongMethod { allow } => Err(format!("wrong method, {allow}")),
                Outcome::Redirect { path } => Err(format!("redirect to {path}")),
                Outcome::NotFound => Err("not found".to_owned()),
            };
            prop_assert_eq!(actual, reference(&routes, &Method::GET, &path), "{:?}: {:?}", path, routes);
        }
    }
}
