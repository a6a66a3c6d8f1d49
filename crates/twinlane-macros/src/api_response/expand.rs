//! The tokens of a type that is several responses.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Ident};

use super::model::{ApiResponse, Case};
use crate::options::optional;
use crate::root::Root;
use crate::span::at;
use crate::variant::{case_pattern, field_variable, variables_used};

/// The implementation.
pub(super) fn tokens(response: &ApiResponse<'_>) -> TokenStream {
    let name = response.name;
    let descriptions = response.cases.iter().map(description);
    let arms = response.cases.iter().map(|case| {
        let pattern = case_pattern(case.variant, case.fields);
        let used = variables_used(case.fields);
        let answered = answered(case);
        quote!(#pattern => { #used #answered })
    });
    implementation(
        name,
        &quote!(__tl::AnswerDescription::one_of([#(#descriptions),*])),
        &quote!(match self { #(#arms)* }),
    )
}

/// The mistakes, and a type that is never answered.
pub(super) fn fallback(input: &DeriveInput, error: &syn::Error) -> TokenStream {
    let errors = error.to_compile_error();
    let never = quote!(::core::unreachable!());
    if !input.generics.params.is_empty() {
        return errors;
    }
    let implementation = implementation(&input.ident, &never, &never);
    quote!(#errors #implementation)
}

fn implementation(name: &Ident, description: &TokenStream, answered: &TokenStream) -> TokenStream {
    let root = Root::Twinlane;
    quote! {
        const _: () = {
            #root
            #[automatically_derived]
            impl __tl::Respond<__tl::ViaContent> for #name {
                fn describe() -> __tl::AnswerDescription {
                    #description
                }
                fn respond(self) -> __tl::Answered {
                    #answered
                }
            }
        };
    }
}

fn description(case: &Case<'_>) -> TokenStream {
    let status = &case.status;
    let body = match &case.body {
        None => quote!(__tl::no_content_description()),
        Some(body) => {
            let ty = body.ty;
            quote_spanned!(ty.span()=> __tl::answer::<#ty, _>().description())
        }
    };
    let description = case
        .description
        .iter()
        .map(|text| quote!(.with_description(#text)));
    let headers = case.headers.iter().map(|header| {
        let (name, ty) = (&header.name, header.part.ty);
        let description = optional(header.description.as_ref());
        quote_spanned!(ty.span()=> .with_header::<#ty>(#name, #description))
    });
    quote!(#body.with_status(#status) #(#description)* #(#headers)*)
}

fn answered(case: &Case<'_>) -> TokenStream {
    let status = &case.status;
    let body = match &case.body {
        None => quote!(__tl::no_content()),
        Some(body) => {
            let (ty, value) = (body.ty, field_variable(case.fields, body.place));
            quote_spanned!(ty.span()=> __tl::answer::<#ty, _>().of(#value))
        }
    };
    let headers = case.headers.iter().map(|header| {
        let name = &header.name;
        let value = field_variable(case.fields, header.part.place);
        quote!(let __answered = __tl::with_header_value(__answered, #name, &#value);)
    });
    let fixed = case.fixed_headers.iter().map(|headers| {
        let span = at(headers.span());
        quote_spanned!(span=> let __answered = __tl::with_answer_headers(__answered, #headers);)
    });
    quote! {{
        let __answered = __tl::with_status_number(#body, #status);
        #(#headers)*
        #(#fixed)*
        __answered
    }}
}
