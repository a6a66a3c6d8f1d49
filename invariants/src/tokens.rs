//! Small questions about tokens.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::mention::NamedPath;

/// The brackets of the attribute whose `#` is at `at`.
pub(crate) fn attribute_at(tokens: &[TokenTree], at: usize) -> Option<&Group> {
    match (&tokens[at], tokens.get(at + 1)) {
        (TokenTree::Punct(hash), Some(TokenTree::Group(group)))
            if hash.as_char() == '#' && group.delimiter() == Delimiter::Bracket =>
        {
            Some(group)
        }
        _ => None,
    }
}

/// The index after the item, field, arm or statement whose attribute begins at `at`.
pub(crate) fn end_of_item(tokens: &[TokenTree], mut at: usize) -> usize {
    while at < tokens.len() && attribute_at(tokens, at).is_some() {
        at += 2;
    }
    let keywords = tokens[at..].iter().filter_map(|token| match token {
        TokenTree::Ident(name) => Some(name.to_string()),
        _ => None,
    });
    let first: Vec<String> = keywords.filter(|name| name != "pub").take(2).collect();
    let first: Vec<&str> = first.iter().map(String::as_str).collect();
    let is_end: fn(&TokenTree) -> bool = match first.as_slice() {
        ["const" | "static" | "type" | "use", second] if *second != "fn" => is_semicolon,
        [
            "fn" | "mod" | "struct" | "enum" | "union" | "impl" | "trait" | "macro_rules" | "async"
            | "unsafe" | "extern" | "const",
            ..,
        ] => ends_item,
        _ => |token| ends_item(token) || is_punct(Some(token), ','),
    };
    tokens[at..]
        .iter()
        .position(is_end)
        .map_or(tokens.len(), |length| at + length + 1)
}

fn is_semicolon(token: &TokenTree) -> bool {
    is_punct(Some(token), ';')
}

pub(crate) fn ends_item(token: &TokenTree) -> bool {
    is_semicolon(token)
        || matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

pub(crate) fn is_punct(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

/// The path that begins with the name at `at`, and the index after it.
pub(crate) fn path_at(tokens: &[TokenTree], at: usize) -> (NamedPath, usize) {
    let is_colons = |at: usize| is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':');
    let before = |offset: usize| at.checked_sub(offset).and_then(|index| tokens.get(index));
    // `<T as Trait>::Name` and `Type::<T>::new` go on from a type; `-> ::core::X` and `=> ::core::X` do not.
    let is_arrow = is_punct(before(4), '-') || is_punct(before(4), '=');
    let goes_on = is_punct(before(3), '>') && !is_arrow;
    let mut segments = vec![tokens[at].to_string()];
    let mut next = at + 1;
    while let (true, Some(TokenTree::Ident(name))) = (is_colons(next), tokens.get(next + 2)) {
        segments.push(name.to_string());
        next += 3;
    }
    let path = NamedPath {
        is_absolute: at >= 2 && is_colons(at - 2) && !goes_on,
        is_rest: goes_on || is_punct(before(1), '#'),
        segments,
        imported_as: None,
    };
    (path, next)
}

/// Tells whether an attribute's brackets hold a `cfg` that only tests meet.
pub(crate) fn is_for_tests(attribute: &Group) -> bool {
    let mut tokens = attribute.stream().into_iter();
    let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(predicate))) =
        (tokens.next(), tokens.next())
    else {
        return false;
    };
    name == "cfg" && needs_test(predicate.stream())
}

/// `test`, or `all(..)` of which one is `test`.
fn needs_test(predicate: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = predicate.into_iter().collect();
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Ident(name) if name == "test" || name == "doctest" => true,
        TokenTree::Group(inner) if inner.delimiter() == Delimiter::Parenthesis => {
            let of_all =
                at > 0 && matches!(&tokens[at - 1], TokenTree::Ident(name) if name == "all");
            of_all && needs_test(inner.stream())
        }
        _ => false,
    })
}
