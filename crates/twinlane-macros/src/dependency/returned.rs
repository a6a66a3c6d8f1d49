//! The return type of the function of a dependency.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ReturnType, Type};

use crate::function::Function;
use crate::types;

/// The return type of a dependency's function.
pub(super) struct Returned<'f> {
    /// `()` if none is written.
    pub(super) ty: TokenStream,
    pub(super) span: Span,
    /// The type by its spelling, if no constant can name it because it has a parameter of the function in it.
    spelled: Option<Spelled<'f>>,
}

/// A return type as it is spelled.
struct Spelled<'f> {
    is_result: bool,
    is_provided: bool,
    value: &'f Type,
}

impl<'f> Returned<'f> {
    pub(super) fn by(function: &'f Function) -> Self {
        let signature = &function.signature;
        match &signature.output {
            ReturnType::Default => Self {
                ty: quote!(()),
                span: signature.ident.span(),
                spelled: None,
            },
            ReturnType::Type(_, ty) => Self {
                ty: quote!(#ty),
                span: ty.span(),
                spelled: types::mentions(ty, &signature.generics).then(|| Spelled::of(ty)),
            },
        }
    }

    /// The alias `__Case`, which tells the kind of the type.
    pub(super) fn case(&self) -> TokenStream {
        let ty = &self.ty;
        let Some(spelled) = &self.spelled else {
            return quote! {
                use __tl::ProbeDefault as _;
                type __Case = __tl::ReturnCase<
                    { <__tl::Probe<#ty>>::IS_RESULT },
                    { <__tl::Probe<#ty>>::IS_PROVIDED },
                >;
            };
        };
        let (is_result, is_provided) = (spelled.is_result, spelled.is_provided);
        quote!(type __Case = __tl::ReturnCase<#is_result, #is_provided>;)
    }

    /// The type of the value.
    pub(super) fn value(&self) -> TokenStream {
        let ty = &self.ty;
        self.spelled.as_ref().map_or_else(
            || quote_spanned!(self.span=> <__Case as __tl::ValueOf<#ty>>::Value),
            |spelled| spelled.value.to_token_stream(),
        )
    }
}

impl<'f> Spelled<'f> {
    fn of(ty: &'f Type) -> Self {
        let result = types::first_argument_of(ty, "Result");
        let within = result.unwrap_or(ty);
        let provided = types::first_argument_of(within, "Provided");
        Self {
            is_result: result.is_some(),
            is_provided: provided.is_some(),
            value: provided.unwrap_or(within),
        }
    }
}
