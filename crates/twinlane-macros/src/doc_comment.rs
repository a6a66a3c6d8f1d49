//! The text of a doc comment.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The doc comment among the attributes, without its decoration; `None` where there is none.
///
/// Common indentation goes, as with `inspect.cleandoc`, which `FastAPI` applies to docstrings.
pub(crate) fn doc_comment(attributes: &[Attribute]) -> Option<String> {
    let lines: Vec<String> = attributes
        .iter()
        .filter_map(doc_text)
        .flat_map(|text| undecorated(&text))
        .collect();
    let text = dedent(&lines).join("\n");
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether the attribute is (part of) a doc comment.
pub(crate) fn is_doc_comment(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
}

fn doc_text(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if is_doc_comment(attribute) => match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
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
        .map(|line| line.trim_end().to_owned())
        .collect()
}

fn dedent(lines: &[String]) -> Vec<&str> {
    let indent = |line: &String| line.len() - line.trim_start_matches(' ').len();
    let common = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(indent)
        .min()
        .unwrap_or(0);
    lines
        .iter()
        .map(|line| line.get(common..).unwrap_or_default())
        .collect()
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn lines_are_joined_and_dedented() {
        let attributes: [Attribute; 4] = [
            parse_quote!(#[doc = " Reads an item."]),
            parse_quote!(#[doc = ""]),
            parse_quote!(#[doc = " * a list"]),
            parse_quote!(#[doc = "     deeper"]),
        ];
        assert_eq!(
            doc_comment(&attributes).unwrap(),
            "Reads an item.\n\n* a list\n    deeper"
        );
    }

    #[test]
    fn the_stars_of_a_block_go() {
        let attributes: [Attribute; 1] =
            [parse_quote!(#[doc = "\n * Reads an item.\n *\n * Twice.\n "])];
        assert_eq!(
            doc_comment(&attributes).unwrap(),
            "Reads an item.\n\nTwice."
        );
    }

    #[test]
    fn other_attributes_say_nothing() {
        let attributes: [Attribute; 2] = [parse_quote!(#[doc(hidden)]), parse_quote!(#[inline])];
        assert_eq!(doc_comment(&attributes), None);
    }
}
