//! A struct around one value: that value in all respects, with rules of its own.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::foreign::foreign_check;
use super::head::{Head, read, write};
use crate::model::model::{Foreign, Newtype};
use crate::options::optional;
use crate::span::at;

/// The implementations for the newtype.
pub(super) fn implementations(name: &Ident, newtype: &Newtype<'_>) -> TokenStream {
    let head = Head::plain(name);
    if let Some(how) = &newtype.foreign {
        return foreign(&head, newtype, how);
    }
    let Newtype { ty, rules, .. } = newtype;
    let inner = quote_spanned!(at(ty.span())=> <#ty as __tl::DataType>);
    let checked = checked_newtype(newtype);
    let shape = checked
        .as_ref()
        .map_or_else(|| quote!(#inner::SHAPE), |shape| quote!(&#shape));
    let holds = holds(newtype);
    let assertions = rules.assertions(ty, &inner);
    let read = read(&quote!(#inner::read_from(__deserializer).map(#name)));
    let write = write(&quote!(#inner::write_to(&self.0, __serializer)));
    let data_type = head.implement(
        &quote!(__tl::DataType),
        &quote! {
            const SHAPE: &'static __tl::Shape = #shape;
            #read
            #write
            fn absent() -> ::core::option::Option<Self> {
                #inner::absent().map(#name)
            }
            fn holds(&self) -> bool {
                #holds
            }
            fn measure(&self) -> __tl::Measure<'_> {
                #inner::measure(&self.0)
            }
            fn from_text(__text: &str) -> ::core::option::Option<Self> {
                #inner::from_text(__text).map(#name)
            }
            fn from_texts(__texts: &mut dyn ::core::iter::Iterator<Item = &str>) -> ::core::option::Option<Self> {
                #inner::from_texts(__texts).map(#name)
            }
            fn from_bytes(__content: &__tl::Bytes) -> ::core::option::Option<Self> {
                #inner::from_bytes(__content).map(#name)
            }
        },
    );
    let serde = head.serde();
    let defaults = defaults(name, ty);
    quote! {
        #assertions
        #data_type
        #serde
        #defaults
    }
}

/// A default of the value is one of the newtype.
fn defaults(name: &Ident, ty: &syn::Type) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl<__L> __tl::FromLiteral<__L> for #name
        where
            #ty: __tl::FromLiteral<__L>,
        {
            fn from_literal(__literal: __L) -> Self {
                #name(__tl::FromLiteral::from_literal(__literal))
            }
        }
        #[automatically_derived]
        impl __tl::FromConstant<#ty> for #name {
            fn from_constant(__constant: #ty) -> Self {
                #name(__constant)
            }
        }
        #[automatically_derived]
        impl<__L> __tl::FromList<__L> for #name
        where
            #ty: __tl::FromList<__L>,
        {
            fn from_list(__list: __L) -> Self {
                #name(__tl::FromList::from_list(__list))
            }
        }
    }
}

/// The expression that is true if the rules of the newtype and those of its value hold.
fn holds(newtype: &Newtype<'_>) -> TokenStream {
    let Newtype {
        ty, rules, check, ..
    } = newtype;
    if rules.is_empty() && check.is_none() {
        return quote!(<#ty as __tl::DataType>::holds(&self.0));
    }
    let check = check.as_ref().map(
        |check| quote_spanned!(at(check.span())=> && ::core::result::Result::is_ok(&__tl::Checked::run_check(&self.0, #check))),
    );
    quote!(__tl::field_holds::<#ty>(&#rules, &self.0) #check)
}

/// A newtype around a value whose type is no data type.
fn foreign(head: &Head<'_>, newtype: &Newtype<'_>, how: &Foreign) -> TokenStream {
    let (name, ty) = (head.name, newtype.ty);
    let implementation = how.of_newtype(name, ty);
    let via = quote!(<__tl::Via<Self> as __tl::DataType>);
    let check = newtype.check.as_ref().map(
        |check| quote_spanned!(at(check.span())=> ::core::result::Result::is_ok(&__tl::Checked::run_check(&self.0, #check))),
    );
    let holds = check.unwrap_or_else(|| quote!(true));
    let check = newtype
        .check
        .as_ref()
        .map(|check| foreign_check(&quote!(#name), check.span(), &quote!(#check)));
    let shape = if check.is_some() || newtype.more.is_some() {
        let (check, more) = (optional(check), optional(newtype.more.as_ref()));
        quote! {
            &__tl::Shape::Checked(&__tl::CheckedShape {
                shape: #via::SHAPE,
                rules: __tl::Rules::NONE,
                check: #check,
                more: #more,
            })
        }
    } else {
        quote!(#via::SHAPE)
    };
    let read = read(&quote!(#via::read_from(__deserializer).map(|__via| #name(__via.0))));
    let write = write(&quote!(<Self as __tl::Foreign>::write(
        &self.0,
        __serializer
    )));
    let data_type = head.implement(
        &quote!(__tl::DataType),
        &quote! {
            const SHAPE: &'static __tl::Shape = #shape;
            #read
            #write
            fn absent() -> ::core::option::Option<Self> {
                #via::absent().map(|__via| #name(__via.0))
            }
            fn holds(&self) -> bool {
                #holds
            }
            fn measure(&self) -> __tl::Measure<'_> {
                __tl::Measure::Lax
            }
        },
    );
    let serde = head.serde();
    quote!(#implementation #data_type #serde)
}

/// The shape of a type with rules of its own; `None` if it has none.
pub(super) fn checked(
    ty: &syn::Type,
    rules: &crate::rules::Rules,
    check: Option<&syn::Expr>,
    shape_of: &TokenStream,
) -> Option<TokenStream> {
    shape_with((ty, shape_of), rules, check, None)
}

fn checked_newtype(newtype: &Newtype<'_>) -> Option<TokenStream> {
    let Newtype {
        ty,
        rules,
        check,
        more,
        ..
    } = newtype;
    let shape_of = quote!(<#ty as __tl::DataType>);
    shape_with((ty, &shape_of), rules, check.as_ref(), more.as_ref())
}

/// The shape of a type with rules of its own. It builds on `SHAPE` of `shape_of`.
fn shape_with(
    (ty, shape_of): (&syn::Type, &TokenStream),
    rules: &crate::rules::Rules,
    check: Option<&syn::Expr>,
    more: Option<&TokenStream>,
) -> Option<TokenStream> {
    if rules.is_empty() && check.is_none() && more.is_none() {
        return None;
    }
    let more = optional(more);
    let check = optional(check.map(
        |check| quote_spanned!(at(check.span())=> |__value| __tl::check::<#ty, _, _>(__value, #check)),
    ));
    Some(quote! {
        __tl::Shape::Checked(&__tl::CheckedShape {
            shape: #shape_of::SHAPE,
            rules: #rules,
            check: #check,
            more: #more,
        })
    })
}
