//! `Self` within a model, written out: the generated code has the types of the fields in other items, where `Self` is another type.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Field, Fields, Generics, Meta, parse2};

/// Writes the name of the type for each `Self` in its fields and in what is said of them.
pub(super) fn write_out(name: &Ident, generics: &Generics, fields: &mut Fields) {
    for field in fields {
        let own_name = OwnName { name, generics };
        own_name.write_out(field);
    }
}

struct OwnName<'n> {
    name: &'n Ident,
    generics: &'n Generics,
}

impl OwnName<'_> {
    fn write_out(&self, field: &mut Field) {
        if let Some(tokens) = self.written_out(field.ty.to_token_stream())
            && let Ok(ty) = parse2(tokens)
        {
            field.ty = ty;
        }
        for attribute in &mut field.attrs {
            if let Meta::List(list) = &mut attribute.meta
                && let Some(tokens) = self.written_out(list.tokens.clone())
            {
                list.tokens = tokens;
            }
        }
    }

    /// `None` if there is no `Self`.
    fn written_out(&self, tokens: TokenStream) -> Option<TokenStream> {
        let mut found = false;
        let tokens: Vec<TokenStream> = tokens
            .into_iter()
            .map(|token| match token {
                TokenTree::Ident(ident) if ident == "Self" => {
                    found = true;
                    self.tokens(&ident)
                }
                TokenTree::Group(group) => match self.written_out(group.stream()) {
                    Some(within) => {
                        found = true;
                        let mut written = Group::new(group.delimiter(), within);
                        written.set_span(group.span());
                        TokenTree::from(written).into()
                    }
                    None => TokenTree::from(group).into(),
                },
                other => other.into(),
            })
            .collect();
        found.then(|| tokens.into_iter().collect())
    }

    /// The name in the place of this `Self`. As `Name::<T>` it can stand in an expression too.
    fn tokens(&self, place: &Ident) -> TokenStream {
        let mut name = self.name.clone();
        name.set_span(place.span());
        let (_, arguments, _) = self.generics.split_for_impl();
        let arguments = arguments.as_turbofish();
        quote!(#name #arguments)
    }
}

#[cfg(test)]
mod tests {
    use syn::{ItemStruct, parse_quote};

    use super::*;

    fn fields(mut item: ItemStruct) -> String {
        write_out(&item.ident, &item.generics, &mut item.fields);
        item.fields.to_token_stream().to_string().replace(' ', "")
    }

    #[test]
    fn self_is_written_out_wherever_it_stands() {
        let item = parse_quote!(
            struct Node<T> {
                next: Option<Box<Self>>,
                #[field(default = Self::none())]
                list: list_of![Self],
                other: Vec<T>,
            }
        );
        assert_eq!(
            fields(item),
            "{next:Option<Box<Node::<T>>>,#[field(default=Node::<T>::none())]list:list_of![Node::<T>],other:Vec<T>,}"
        );
        let item = parse_quote!(
            struct Alone(Vec<Self>);
        );
        assert_eq!(fields(item), "(Vec<Alone>)");
    }
}
