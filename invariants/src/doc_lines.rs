//! The documentation of a public item says what the item is or does. It does not begin with a question word.

use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};

use crate::Finding;
use crate::source::Crate;
use crate::tokens::{attribute_at, is_for_tests};

const QUESTION_WORDS: [&str; 8] = [
    "What", "Whether", "How", "Where", "Who", "Whose", "Whoever", "Whatever",
];

/// A line of the documentation of a public item.
#[derive(Debug)]
pub(crate) struct DocLine {
    file: PathBuf,
    line: usize,
    text: String,
}

pub(crate) fn check(crates: &[Crate]) -> Vec<Finding> {
    crates
        .iter()
        .flat_map(|one| &one.doc_lines)
        .filter_map(|line| {
            let word = line.text.split(|c: char| !c.is_alphabetic()).next()?;
            QUESTION_WORDS.contains(&word).then(|| {
                let message = format!(
                    "documentation begins with `{word}`: say what the item is or does, as in `The number of ..` or `True if ..`"
                );
                Finding::new(&line.file, line.line, message)
            })
        })
        .collect()
}

/// Adds the first line of each paragraph in the documentation of the public items among these tokens.
pub(crate) fn collect(tokens: TokenStream, file: &Path, lines: &mut Vec<DocLine>) {
    walk(tokens, file, false, lines);
}

/// `within_public`: variants, their fields and the items of traits are as public as what they are in.
fn walk(tokens: TokenStream, file: &Path, within_public: bool, lines: &mut Vec<DocLine>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        let mut docs = Vec::new();
        let mut is_test = false;
        while at < tokens.len()
            && let Some(attribute) = attribute_at(&tokens, at)
        {
            docs.extend(doc_of(attribute));
            is_test |= is_for_tests(attribute);
            at += 2;
        }
        let begin = at;
        at = end_of(&tokens, at);
        let item = &tokens[begin..at];
        if is_test {
            continue;
        }
        let is_public = within_public || begins_with_pub(item);
        if is_public {
            lines.extend(beginnings(docs).map(|(line, text)| DocLine {
                file: file.to_owned(),
                line,
                text,
            }));
        }
        if let Some(TokenTree::Group(within)) = item.last() {
            let inherits = within_public || is_public && has_word(item, &["enum", "trait"]);
            if !has_word(item, &["fn", "macro_rules"]) && within.delimiter() == Delimiter::Brace {
                walk(within.stream(), file, inherits, lines);
            }
        }
    }
}

/// The index after an item, a field or a variant: after its braces, its semicolon or its comma.
fn end_of(tokens: &[TokenTree], mut at: usize) -> usize {
    let mut angles = 0_usize;
    let mut before = ' ';
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return at,
            TokenTree::Punct(punct) => {
                match punct.as_char() {
                    '<' => angles += 1,
                    '>' if before != '-' && before != '=' => angles = angles.saturating_sub(1),
                    ';' => return at,
                    ',' if angles == 0 => return at,
                    _ => {}
                }
                before = punct.as_char();
                continue;
            }
            _ => {}
        }
        before = ' ';
    }
    at
}

fn begins_with_pub(item: &[TokenTree]) -> bool {
    let restricted = |token: Option<&TokenTree>| {
        matches!(token, Some(TokenTree::Group(group))
            if group.delimiter() == Delimiter::Parenthesis
                && matches!(group.stream().to_string().split(' ').next(), Some("crate" | "super" | "self" | "in")))
    };
    matches!(item.first(), Some(TokenTree::Ident(word)) if word == "pub")
        && !restricted(item.get(1))
}

fn has_word(item: &[TokenTree], words: &[&str]) -> bool {
    item.iter()
        .any(|token| matches!(token, TokenTree::Ident(word) if words.iter().any(|one| word == one)))
}

/// The line and the text of `doc = ".."`.
fn doc_of(attribute: &Group) -> Option<(usize, String)> {
    let tokens: Vec<TokenTree> = attribute.stream().into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Ident(name), _, TokenTree::Literal(text)] if name == "doc" => {
            Some((attribute.span_open().start().line, unquoted(text)))
        }
        _ => None,
    }
}

fn unquoted(text: &Literal) -> String {
    let text = text.to_string();
    text.trim_matches(['r', '#'])
        .trim_matches('"')
        .trim()
        .to_owned()
}

/// The first line of each paragraph, without code.
fn beginnings(docs: Vec<(usize, String)>) -> impl Iterator<Item = (usize, String)> {
    let (mut is_code, mut is_begin) = (false, true);
    docs.into_iter().filter(move |(_, text)| {
        let is_fence = text.starts_with("```");
        let counts = is_begin && !is_code && !is_fence;
        is_code ^= is_fence;
        is_begin = text.is_empty() || text.starts_with('#');
        counts
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        let krate = Crate::of_texts("any", "", &[("item.rs", text)]);
        check(&[krate]).iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn question_words_before_public_items_are_found() {
        let text = "/// What it is.\n#[derive(Debug)]\npub struct A<B, C> {\n/// How many.\npub b: B,\n/// Where.\nc: C }\n/// A number.\n///\n/// Whoever reads it.\npub const D: i32 = 1;";
        assert_eq!(lines(text), [1, 4, 10]);
        let text = "pub enum A<B, C> {\n/// What.\nD { /// How\n e: B },\n/// Where.\nF(C) }\nimpl<B, C> A<B, C> {\n/// Who.\npub fn g() -> Vec<B> {} }";
        assert_eq!(lines(text), [2, 3, 5, 8]);
        assert_eq!(
            lines("pub trait A<B: C<D>, E> {\n/// Whether.\nfn f(); }"),
            [2]
        );
    }

    #[test]
    fn other_lines_are_not() {
        let text = "/// What it is.\nstruct A {}\n/// How.\npub(crate) fn b() {}\n/// The number\n/// Where it is.\npub fn c() {}";
        assert_eq!(lines(text), [0; 0]);
        let text = "/// A number.\n///\n/// ```\n///\n/// What\n/// ```\npub fn c() {}\n#[cfg(test)]\nmod tests {\n/// What\npub fn d() {} }";
        assert_eq!(lines(text), [0; 0]);
        assert_eq!(lines("enum A {\n/// What.\nB }"), [0; 0]);
    }
}
