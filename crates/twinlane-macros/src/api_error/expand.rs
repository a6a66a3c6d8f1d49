//! The tokens of an error type.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Ident, LitStr};

use super::model::{ApiError, Case, ErrorBody, Kind};
use crate::options::{as_text, optional};
use crate::root::Root;
use crate::span::at;
use crate::variant::{case_pattern, variables_used};

/// The implementations.
pub(super) fn tokens(error: &ApiError<'_>) -> TokenStream {
    let name = error.name;
    let descriptions = error
        .cases
        .iter()
        .filter_map(|case| description(name, case));
    let answers = error.cases.iter().map(|case| arm(case, answer));
    let texts = error.cases.iter().map(|case| arm(case, text));
    let internal = error
        .cases
        .iter()
        .find_map(|case| from_any_error(name, case));
    let root = Root::Twinlane;
    quote! {
        const _: () = {
            #root
            #[automatically_derived]
            impl __tl::Failure for #name {
                fn describe() -> ::std::vec::Vec<__tl::ErrorDescription> {
                    ::std::vec![#(#descriptions),*]
                }
                fn into_answered(self) -> __tl::Answered {
                    __tl::Answered::failed(self)
                }
            }
            #[automatically_derived]
            impl #name {
                fn __into_error(self) -> __tl::Error {
                    match self {
                        #(#answers)*
                    }
                }
            }
            #[automatically_derived]
            impl ::core::convert::From<#name> for __tl::Error {
                fn from(__error: #name) -> Self {
                    __error.__into_error()
                }
            }
            #[automatically_derived]
            impl ::core::fmt::Display for #name {
                fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self {
                        #(#texts)*
                    }
                }
            }
            #internal
        };
    }
}

/// The mistakes, and an error type that is never answered.
pub(super) fn fallback(name: &Ident, error: &syn::Error) -> TokenStream {
    let errors = error.to_compile_error();
    let root = Root::Twinlane;
    quote! {
        #errors
        const _: () = {
            #root
            impl __tl::Failure for #name {
                fn into_answered(self) -> __tl::Answered {
                    ::core::unreachable!()
                }
            }
            impl ::core::convert::From<#name> for __tl::Error {
                fn from(_: #name) -> Self {
                    ::core::unreachable!()
                }
            }
        };
    }
}

/// The description of a case for the document.
fn description(name: &Ident, case: &Case<'_>) -> Option<TokenStream> {
    let Kind::Answer {
        status,
        detail,
        description,
        body,
        ..
    } = &case.kind
    else {
        return None;
    };
    let detail_text = detail.as_ref().map(as_text);
    let text = description.clone().or_else(|| {
        let detail = detail_text.clone().flatten();
        let detail = detail.map(|detail| detail.value().replace("{{", "{").replace("}}", "}"));
        detail.map(ToTokens::into_token_stream)
    });
    let described = if let Some(text) = text {
        quote!(__tl::ErrorDescription::new(#status, #text))
    } else {
        quote!(__tl::ErrorDescription::of(#status))
    };
    if let Some(body) = body {
        let shape = body_shape(name, case, body);
        let media_type = body.media_type.iter();
        return Some(quote!(#described.with_body_of(#shape) #(.with_media_type(#media_type))*));
    }
    Some(match detail_text {
        Some(None) => quote!(#described.with_any_detail()),
        _ => described,
    })
}

/// The shape of a body, by the type of the expression that makes it. The closure is never called.
fn body_shape(name: &Ident, case: &Case<'_>, body: &ErrorBody) -> TokenStream {
    let pattern = case_pattern(case.variant, case.fields);
    let used = variables_used(case.fields);
    let value = &body.value;
    let span = at(value.span());
    quote_spanned! {span=>
        __tl::body_shape(
            |__error: #name| match __error {
                #pattern => { #used #value }
                _ => ::core::unreachable!(),
            }
        )
    }
}

fn arm(case: &Case<'_>, body: fn(&Case<'_>) -> TokenStream) -> TokenStream {
    let pattern = case_pattern(case.variant, case.fields);
    let used = variables_used(case.fields);
    let body = body(case);
    quote!(#pattern => { #used #body })
}

fn answer(case: &Case<'_>) -> TokenStream {
    let (status, detail, body, headers) = match &case.kind {
        Kind::Internal => return quote!(::core::convert::From::from(__0)),
        Kind::Answer {
            status,
            detail,
            body,
            headers,
            ..
        } => (status, detail, body, headers),
    };
    if let Some(ErrorBody { value, media_type }) = body {
        let media_type = optional(media_type.as_ref());
        let headers = headers.iter().map(
            |headers| quote!(let __answered = __tl::with_answer_headers(__answered, #headers);),
        );
        return quote_spanned! {at(value.span())=> {
            let __answered = __tl::error_body(#status, #media_type, &#value);
            #(#headers)*
            __tl::error_of::<Self>(__answered)
        }};
    }
    let error = if let Some(detail) = detail {
        let value = value(detail);
        quote_spanned!(at(detail.span())=> __tl::HttpError::new(#status, #value))
    } else {
        quote!(__tl::HttpError::of_status(#status))
    };
    if let Some(headers) = headers {
        quote!(::core::convert::From::from(__tl::error_with_headers(#error, #headers)))
    } else {
        quote!(::core::convert::From::from(#error))
    }
}

fn text(case: &Case<'_>) -> TokenStream {
    match &case.kind {
        Kind::Internal => quote!(::core::fmt::Display::fmt(__0, __f)),
        Kind::Answer { status, detail, .. } => {
            if let Some((_, Some(text))) = detail.as_ref().map(|it| (it, as_text(it))) {
                let text = with_named_fields(&text);
                quote!(::core::write!(__f, #text))
            } else {
                quote!(::core::fmt::Display::fmt(&__tl::HttpError::of_status(#status), __f))
            }
        }
    }
}

/// A text may name the fields, as in `format!`; anything else is an expression in which they are variables.
fn value(detail: &Expr) -> TokenStream {
    if let Some(text) = as_text(detail) {
        let text = with_named_fields(&text);
        quote!(::std::format!(#text))
    } else {
        quote!(#detail)
    }
}

/// The text with `{0}` as `{__0}`, the variable that the field of a tuple is.
fn with_named_fields(text: &LitStr) -> LitStr {
    let value = text.value();
    let mut named = String::with_capacity(value.len());
    let mut characters = value.chars().peekable();
    while let Some(character) = characters.next() {
        named.push(character);
        if character == '{' {
            match characters.peek() {
                Some('{') => named.extend(characters.next()),
                Some(next) if next.is_ascii_digit() => named.push_str("__"),
                _ => {}
            }
        }
    }
    LitStr::new(&named, text.span())
}

/// The `From` implementation for `?`: any other error becomes the internal one.
fn from_any_error(name: &Ident, case: &Case<'_>) -> Option<TokenStream> {
    if !matches!(case.kind, Kind::Internal) {
        return None;
    }
    let path = if let Some(variant) = case.variant {
        quote!(#name::#variant)
    } else {
        quote!(#name)
    };
    Some(quote! {
        #[automatically_derived]
        impl<__E: __tl::InternalError> ::core::convert::From<__E> for #name {
            fn from(__error: __E) -> Self {
                #path(__tl::InternalError::into_error(__error))
            }
        }
    })
}
