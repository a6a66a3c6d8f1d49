//! What a type is made of, as far as its spelling tells.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    GenericArgument, GenericParam, Generics, Ident, Lifetime, PathArguments, ReturnType, Type,
    TypeImplTrait, TypeReference,
};

/// A part of a type that keeps it from being read from a request.
#[derive(Clone, Copy)]
pub(super) enum Borrowed<'t> {
    Reference(&'t TypeReference),
    Lifetime(&'t Lifetime),
}

/// The first part that borrows.
pub(super) fn find_borrowed(ty: &Type) -> Option<Borrowed<'_>> {
    match ty {
        Type::Reference(reference) => Some(Borrowed::Reference(reference)),
        _ => parts(ty).into_iter().find_map(|part| match part {
            Part::Type(ty) => find_borrowed(ty),
            Part::Lifetime(lifetime) if lifetime.ident == "static" => None,
            Part::Lifetime(lifetime) => Some(Borrowed::Lifetime(lifetime)),
        }),
    }
}

/// Whether the type may have a parameter of the function in it.
pub(super) fn mentions(ty: &Type, generics: &Generics) -> bool {
    let mut names = generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => Some(&parameter.ident),
            GenericParam::Const(parameter) => Some(&parameter.ident),
            GenericParam::Lifetime(_) => None,
        });
    names.any(|name| has_word(ty.to_token_stream(), name))
}

fn has_word(tokens: TokenStream, word: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *word,
        TokenTree::Group(group) => has_word(group.stream(), word),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The first `impl Trait`.
pub(super) fn find_impl_trait(ty: &Type) -> Option<&TypeImplTrait> {
    match ty {
        Type::ImplTrait(found) => Some(found),
        Type::Reference(reference) => find_impl_trait(&reference.elem),
        _ => parts(ty).into_iter().find_map(|part| match part {
            Part::Type(ty) => find_impl_trait(ty),
            Part::Lifetime(_) => None,
        }),
    }
}

/// Whether the return type is spelled `Result<..>`. A model of that name has no arguments.
pub(super) fn is_result(output: &ReturnType) -> bool {
    match output {
        ReturnType::Default => false,
        ReturnType::Type(_, ty) => arguments_of(ty, "Result").is_some(),
    }
}

/// The types between the angle brackets, where the last word of the type is this one.
pub(super) fn arguments_of<'t>(ty: &'t Type, word: &str) -> Option<Vec<&'t Type>> {
    let Type::Path(path) = ty else {
        return None;
    };
    let last = path
        .path
        .segments
        .last()
        .filter(|last| last.ident == word)?;
    let parts = arguments(&last.arguments).into_iter();
    let types = parts.filter_map(|part| match part {
        Part::Type(ty) => Some(ty),
        Part::Lifetime(_) => None,
    });
    Some(types.collect()).filter(|types: &Vec<_>| !types.is_empty())
}

/// What owns what a reference borrows: `String` for `&str`.
pub(super) fn owned(reference: &TypeReference) -> String {
    match &*reference.elem {
        Type::Path(path) if path.path.is_ident("str") => "String".to_owned(),
        Type::Slice(slice) => format!("Vec<{}>", spelling(&*slice.elem)),
        other => spelling(other),
    }
}

/// Tokens as a user would write them.
pub(crate) fn spelling(tokens: impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (spaced, tight) in [
        (" < ", "<"),
        (" >", ">"),
        (" :: ", "::"),
        (" , ", ", "),
        ("& ", "&"),
        ("< ", "<"),
    ] {
        text = text.replace(spaced, tight);
    }
    text
}

enum Part<'t> {
    Type(&'t Type),
    Lifetime(&'t Lifetime),
}

fn parts(ty: &Type) -> Vec<Part<'_>> {
    match ty {
        Type::Array(array) => vec![Part::Type(&array.elem)],
        Type::Group(group) => vec![Part::Type(&group.elem)],
        Type::Paren(paren) => vec![Part::Type(&paren.elem)],
        Type::Slice(slice) => vec![Part::Type(&slice.elem)],
        Type::Tuple(tuple) => tuple.elems.iter().map(Part::Type).collect(),
        Type::Path(path) => path
            .path
            .segments
            .iter()
            .flat_map(|segment| arguments(&segment.arguments))
            .collect(),
        _ => Vec::new(),
    }
}

fn arguments(arguments: &PathArguments) -> Vec<Part<'_>> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return Vec::new();
    };
    let parts = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(Part::Type(ty)),
        GenericArgument::Lifetime(lifetime) => Some(Part::Lifetime(lifetime)),
        _ => None,
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use syn::parse_str;

    use super::*;

    #[test]
    fn references_have_an_owned_spelling() {
        for (written, expected) in [
            ("&str", "String"),
            ("&'static str", "String"),
            ("&[u8]", "Vec<u8>"),
            ("&mut Vec<shop::Item>", "Vec<shop::Item>"),
            ("&HashMap<String, u8>", "HashMap<String, u8>"),
        ] {
            assert_eq!(owned(&parse_str(written).unwrap()), expected, "{written}");
        }
    }

    #[test]
    fn borrowing_is_found_at_any_depth() {
        for (written, borrows) in [
            ("Option<Vec<&str>>", true),
            ("(u8, &str)", true),
            ("Cow<'_, str>", true),
            ("Cow<'static, str>", false),
            ("Vec<Option<String>>", false),
        ] {
            assert_eq!(
                find_borrowed(&parse_str(written).unwrap()).is_some(),
                borrows,
                "{written}"
            );
        }
    }

    #[test]
    fn impl_traits_are_found_at_any_depth() {
        for (written, there) in [
            ("impl Respond", true),
            ("Result<impl Respond>", true),
            ("Result<Item>", false),
        ] {
            assert_eq!(
                find_impl_trait(&parse_str(written).unwrap()).is_some(),
                there,
                "{written}"
            );
        }
    }
}
