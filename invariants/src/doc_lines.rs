//! The documentation of an item says what the item is or does. It does not begin with a question word.

use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};

use crate::Finding;
use crate::source::Crate;
use crate::tokens::is_punct;

const QUESTION_WORDS: [&str; 8] = [
    "What", "Whether", "How", "Where", "Who", "Whose", "Whoever", "Whatever",
];

/// A line of documentation.
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

/// Adds the first line of each paragraph of documentation among these tokens.
pub(crate) fn collect(tokens: TokenStream, file: &Path, lines: &mut Vec<DocLine>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut docs = Vec::new();
    let mut length_before = 0;
    let mut at = 0;
    while at < tokens.len() {
        if let Some((length, doc)) = doc_at(&tokens, at) {
            // That of the module ends where that of its first item begins.
            if length != length_before {
                add(&mut docs, file, lines);
            }
            length_before = length;
            docs.push(doc);
            at += length;
            continue;
        }
        add(&mut docs, file, lines);
        if let TokenTree::Group(group) = &tokens[at] {
            collect(group.stream(), file, lines);
        }
        at += 1;
    }
    add(&mut docs, file, lines);
}

fn add(docs: &mut Vec<(usize, String)>, file: &Path, lines: &mut Vec<DocLine>) {
    lines.extend(
        beginnings(std::mem::take(docs)).map(|(line, text)| DocLine {
            file: file.to_owned(),
            line,
            text,
        }),
    );
}

/// The number of tokens of `#[doc = ".."]` or `#![doc = ".."]` at this place, with its line and its text.
fn doc_at(tokens: &[TokenTree], at: usize) -> Option<(usize, (usize, String))> {
    if !is_punct(tokens.get(at), '#') {
        return None;
    }
    let brackets = at + 1 + usize::from(is_punct(tokens.get(at + 1), '!'));
    let TokenTree::Group(attribute) = tokens.get(brackets)? else {
        return None;
    };
    let within: Vec<TokenTree> = attribute.stream().into_iter().collect();
    match within.as_slice() {
        [TokenTree::Ident(name), _, TokenTree::Literal(text)]
            if name == "doc" && attribute.delimiter() == Delimiter::Bracket =>
        {
            let line = attribute.span_open().start().line;
            Some((brackets + 1 - at, (line, unquoted(text))))
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
    fn question_words_are_found() {
        let text = "//! How it works.\n\n/// What it is.\n#[derive(Debug)]\nstruct A<B, C> {\n/// How many.\npub b: B,\n/// Where.\nc: C }\n/// A number.\n///\n/// Whoever reads it.\nconst D: i32 = 1;";
        assert_eq!(lines(text), [1, 3, 6, 8, 12]);
        let text = "enum A<B, C> {\n/// What.\nD { /// How\n e: B },\n/// Where.\nF(C) }\nimpl<B, C> A<B, C> {\n/// Who.\npub fn g() -> Vec<B> {\n/// What\nfn h() {} } }";
        assert_eq!(lines(text), [2, 3, 5, 8, 10]);
    }

    #[test]
    fn other_lines_are_not() {
        let text = "/// The number\n/// Where it is.\npub fn c() {}\n// What\nfn d() { #[doc(hidden)] #[other = \"What\"] struct E; }";
        assert_eq!(lines(text), [0; 0]);
        let text = "/// A number.\n///\n/// ```\n///\n/// What\n/// ```\npub fn c() {}";
        assert_eq!(lines(text), [0; 0]);
    }
}
