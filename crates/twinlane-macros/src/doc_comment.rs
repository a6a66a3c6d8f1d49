//! The text of a doc comment.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Expr, Meta};

use crate::options::{as_text, ungrouped};

/// The doc comment among the attributes, without its decoration, as an expression; `None` if there is none.
///
/// Common indentation goes, as with `inspect.cleandoc`, which `FastAPI` applies to docstrings. What a macro makes, as in
/// `#[doc = include_str!("items.md")]`, stays as it is.
pub(crate) fn doc_comment(attributes: &[Attribute]) -> Option<TokenStream> {
    let mut parts: Vec<Part> = Vec::new();
    for part in attributes.iter().filter_map(doc_part) {
        match (parts.last_mut(), part) {
            (Some(Part::Lines(lines)), Part::Lines(more)) => lines.extend(more),
            (_, part) => parts.push(part),
        }
    }
    let mut parts: Vec<TokenStream> = parts.into_iter().filter_map(Part::tokens).collect();
    if parts.len() > 1 {
        let (first, rest) = parts.split_first()?;
        return Some(quote!(::core::concat!(#first #(, "\n", #rest)*)));
    }
    parts.pop()
}

/// A part of a doc comment.
enum Part {
    Lines(Vec<String>),
    /// A macro call that makes a text.
    Made(Expr),
}

impl Part {
    fn tokens(self) -> Option<TokenStream> {
        match self {
            Self::Lines(lines) => {
                let text = dedent(&lines).join("\n");
                let text = trim_end(text.trim_start());
                (!text.is_empty()).then(|| text.to_token_stream())
            }
            Self::Made(value) => Some(value.to_token_stream()),
        }
    }
}

/// True if the attribute is (part of) a doc comment.
pub(crate) fn is_doc_comment(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
}

fn doc_part(attribute: &Attribute) -> Option<Part> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    if !is_doc_comment(attribute) {
        return None;
    }
    match as_text(&pair.value) {
        Some(text) => Some(Part::Lines(undecorated(&text.value()))),
        None => Some(Part::Made(ungrouped(&pair.value).clone())),
    }
}

/// The lines of one comment; those of a block may each begin with a star.
fn undecorated(text: &str) -> Vec<String> {
    let starred = text.contains('\n')
        && text
            .lines()
            .skip(1)
            .all(|line| line.trim_start().starts_with('*') || line.trim().is_empty());
    text.split('\n')
        .map(|line| match line.trim_start().strip_prefix('*') {
            Some(rest) if starred => rest,
            _ => line,
        })
        .map(trim_end)
        .map(str::to_owned)
        .collect()
}

/// The text without the spaces at its end, but with a form feed: what stands behind one is not in the document.
fn trim_end(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() && c != '\u{c}')
}

fn dedent(lines: &[String]) -> Vec<&str> {
    let indent = |line: &String| line.len() - line.trim_start_matches(' ').len();
    let common = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(indent)
        .min()
        .unwrap_or(0);
    lines
        .iter()
        .map(|line| match line.get(common..) {
            Some(rest) if !line.trim().is_empty() => rest,
            _ => line.trim_start_matches(' '),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn text(attributes: &[Attribute]) -> String {
        let tokens = doc_comment(attributes).unwrap().to_string();
        tokens
            .replace(" ! ", "!")
            .replace(" (", "(")
            .replace(":: core :: concat", "::core::concat")
            .replace(" , ", ",")
    }

    #[test]
    fn lines_are_joined_and_dedented() {
        let attributes: [Attribute; 4] = [
            parse_quote!(#[doc = " Reads an item."]),
            parse_quote!(#[doc = ""]),
            parse_quote!(#[doc = " * a list"]),
            parse_quote!(#[doc = "     deeper"]),
        ];
        assert_eq!(
            text(&attributes),
            r#""Reads an item.\n\n* a list\n    deeper""#
        );
    }

    #[test]
    fn a_form_feed_stays() {
        let attributes: [Attribute; 3] = [
            parse_quote!(#[doc = " Reads an item."]),
            parse_quote!(#[doc = "\u{c}"]),
            parse_quote!(#[doc = "   Not shown."]),
        ];
        assert_eq!(
            text(&attributes),
            r#""Reads an item.\n\u{c}\n  Not shown.""#
        );
    }

    #[test]
    fn the_stars_of_a_block_go() {
        let attributes: [Attribute; 1] =
            [parse_quote!(#[doc = "\n * Reads an item.\n *\n * Twice.\n "])];
        assert_eq!(text(&attributes), r#""Reads an item.\n\nTwice.""#);
    }

    #[test]
    fn other_attributes_say_nothing() {
        let attributes: [Attribute; 2] = [parse_quote!(#[doc(hidden)]), parse_quote!(#[inline])];
        assert!(doc_comment(&attributes).is_none());
    }

    #[test]
    fn what_a_macro_makes_is_part_of_it() {
        let made: Attribute = parse_quote!(#[doc = include_str!("items.md")]);
        assert_eq!(
            text(std::slice::from_ref(&made)),
            r#"include_str!("items.md")"#
        );
        let attributes: [Attribute; 2] = [parse_quote!(#[doc = " Reads an item."]), made];
        assert_eq!(
            text(&attributes),
            r#"::core::concat!("Reads an item.","\n",include_str!("items.md"))"#
        );
    }
}
