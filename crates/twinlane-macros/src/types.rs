//! The parts of a type, as far as its spelling tells.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    GenericArgument, GenericParam, Generics, Ident, Lifetime, PathArguments, Type, TypeImplTrait,
    TypeReference,
};

/// A part of a type that keeps it from being read from a request.
#[derive(Clone, Copy)]
pub(crate) enum Borrowed<'t> {
    Reference(&'t TypeReference),
    Lifetime(&'t Lifetime),
}

/// The first part that borrows.
pub(crate) fn find_borrowed(ty: &Type) -> Option<Borrowed<'_>> {
    find(ty, &|_| true)
}

/// The first part that borrows from something that ends.
pub(crate) fn find_short_lived(ty: &Type) -> Option<Borrowed<'_>> {
    find(ty, &|reference| {
        let lifetime = reference.lifetime.as_ref();
        lifetime.is_none_or(|lifetime| lifetime.ident != "static")
    })
}

fn find<'t>(ty: &'t Type, is_it: &dyn Fn(&TypeReference) -> bool) -> Option<Borrowed<'t>> {
    match ungrouped(ty) {
        Type::Reference(reference) if is_it(reference) => Some(Borrowed::Reference(reference)),
        Type::Reference(reference) => find(&reference.elem, is_it),
        ty => parts(ty).into_iter().find_map(|part| match part {
            Part::Type(ty) => find(ty, is_it),
            Part::Lifetime(lifetime) if lifetime.ident == "static" => None,
            Part::Lifetime(lifetime) => Some(Borrowed::Lifetime(lifetime)),
        }),
    }
}

/// True if the type may have a parameter of the function in it.
pub(crate) fn mentions(ty: &Type, generics: &Generics) -> bool {
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
pub(crate) fn find_impl_trait(ty: &Type) -> Option<&TypeImplTrait> {
    match ungrouped(ty) {
        Type::ImplTrait(found) => Some(found),
        Type::Reference(reference) => find_impl_trait(&reference.elem),
        ty => parts(ty).into_iter().find_map(|part| match part {
            Part::Type(ty) => find_impl_trait(ty),
            Part::Lifetime(_) => None,
        }),
    }
}

/// The first type between the angle brackets, if the last word of the type is this one.
pub(crate) fn first_argument_of<'t>(ty: &'t Type, word: &str) -> Option<&'t Type> {
    let Type::Path(path) = ungrouped(ty) else {
        return None;
    };
    let mut segments = path.path.segments.iter().rev();
    let last = segments.next().filter(|last| last.ident == word)?;
    let mut parts = arguments(&last.arguments).into_iter();
    parts.find_map(|part| match part {
        Part::Type(ty) => Some(ty),
        Part::Lifetime(_) => None,
    })
}

/// The type without parentheses and without the invisible groups that `macro_rules!` puts around what it passes on.
pub(crate) fn ungrouped(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            _ => return ty,
        };
    }
}

/// The owned type for a reference: `String` for `&str`.
pub(crate) fn owned(reference: &TypeReference) -> String {
    match ungrouped(&reference.elem) {
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
        (" : ", ": "),
        ("& ", "&"),
        ("< ", "<"),
        (" ()", "()"),
        ("# [", "#["),
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
