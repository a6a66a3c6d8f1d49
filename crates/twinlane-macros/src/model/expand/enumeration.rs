//! An enum of unit variants: one of a few texts or numbers.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Ident;

use super::head::{self, Head, read, write};
use crate::model::model::{Described, IsLiteral, Variant, VariantValue};

/// The implementations for the enum.
pub(super) fn implementations(
    name: &Ident,
    described: &Described,
    variants: &[Variant<'_>],
    is_literal: IsLiteral,
) -> TokenStream {
    let head = Head::plain(name);
    let texts = finder(name, variants, |value| {
        matches!(value, VariantValue::Text(_))
    });
    let numbers = finder(name, variants, |value| {
        matches!(value, VariantValue::Int(_))
    });
    let find_number = (!numbers.is_empty()).then(|| {
        quote! {
            fn __find_number(__number: i64) -> ::core::option::Option<#name> {
                match __number {
                    #(#numbers)*
                    _ => ::core::option::Option::None,
                }
            }
        }
    });
    let data_type = data_type(&head, described, variants, is_literal);
    let serde = head.serde();
    quote! {
        fn __find_text(__text: &str) -> ::core::option::Option<#name> {
            match __text {
                #(#texts)*
                _ => ::core::option::Option::None,
            }
        }
        #find_number
        #data_type
        #serde
    }
}

fn data_type(
    head: &Head<'_>,
    described: &Described,
    variants: &[Variant<'_>],
    IsLiteral(is_literal): IsLiteral,
) -> TokenStream {
    let described = head::described(head.name, described);
    let values = variants.iter().map(|variant| &variant.value);
    let is_number = |variant: &Variant<'_>| matches!(variant.value, VariantValue::Int(_));
    let has_numbers = variants.iter().any(is_number);
    let read = read(&if has_numbers {
        quote!(__tl::read_variant(
            __deserializer,
            __find_text,
            __find_number
        ))
    } else {
        quote!(__tl::read_text_variant(__deserializer, __find_text))
    });
    let written = variants.iter().map(|variant| {
        let ident = variant.ident;
        match &variant.value {
            VariantValue::Text(text) => quote!(Self::#ident => __tl::serde::Serializer::serialize_str(__serializer, #text),),
            VariantValue::Int(number) => {
                quote!(Self::#ident => __tl::serde::Serializer::serialize_i64(__serializer, #number),)
            }
        }
    });
    let write = write(&quote!(match self { #(#written)* }));
    // A number is spelt in several ways, and a literal of one cannot be a text.
    let from_number = (has_numbers && !is_literal).then(
        || quote!(.or_else(|| ::core::result::Result::ok(__text.parse()).and_then(__find_number))),
    );
    let measure = measure(variants, is_literal);
    head.implement(
        &quote!(__tl::DataType),
        &quote! {
            const SHAPE: &'static __tl::Shape = &__tl::Shape::Enum(&__tl::EnumShape {
                #described
                values: &[#(#values),*],
                literal: #is_literal,
            });
            #read
            #write
            fn measure(&self) -> __tl::Measure<'_> {
                #measure
            }
            fn from_text(__text: &str) -> ::core::option::Option<Self> {
                __find_text(__text) #from_number
            }
        },
    )
}

/// The value that rules look at: the text, where every variant is one.
fn measure(variants: &[Variant<'_>], is_literal: bool) -> TokenStream {
    let texts: Option<Vec<TokenStream>> = variants
        .iter()
        .map(|variant| match &variant.value {
            VariantValue::Text(text) => {
                let ident = variant.ident;
                Some(quote!(Self::#ident => #text,))
            }
            VariantValue::Int(_) => None,
        })
        .collect();
    match texts {
        Some(texts) => {
            quote!(__tl::Measure::Made(::std::borrow::Cow::Borrowed(match self { #(#texts)* })))
        }
        None if is_literal => quote!(__tl::Measure::Nothing),
        None => quote!(__tl::Measure::Lax),
    }
}

/// The arms of a match that finds a variant by its value, for the values of one kind.
fn finder(
    name: &Ident,
    variants: &[Variant<'_>],
    is_of_kind: impl Fn(&VariantValue) -> bool,
) -> Vec<TokenStream> {
    let of_kind = variants.iter().filter(|variant| is_of_kind(&variant.value));
    of_kind
        .map(|variant| {
            let ident = variant.ident;
            match &variant.value {
                VariantValue::Text(text) => {
                    quote!(#text => ::core::option::Option::Some(#name::#ident),)
                }
                VariantValue::Int(number) => {
                    quote!(#number => ::core::option::Option::Some(#name::#ident),)
                }
            }
        })
        .collect()
}

impl ToTokens for VariantValue {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Text(text) => quote!(__tl::EnumValue::Text(#text)),
            Self::Int(number) => quote!(__tl::EnumValue::Int(#number)),
        });
    }
}
