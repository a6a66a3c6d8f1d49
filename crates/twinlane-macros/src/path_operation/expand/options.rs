//! The options of a path operation.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Ident};

use crate::callable::tokens::{added_middleware, effect, lane_options};
use crate::options::said;
use crate::path_operation::Method;
use crate::path_operation::model::{OperationOptions, Response, Selection};
use crate::span::at;

pub(super) fn method(method: Method) -> TokenStream {
    let name = Ident::new(&method.macro_name().to_uppercase(), Span::call_site());
    quote!(__tl::Method::#name)
}

/// The value of the options: only what was said is written.
impl ToTokens for OperationOptions {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let tags = self
            .tags
            .iter()
            .map(|tag| quote_spanned!(at(tag.span())=> __tl::tag(#tag)));
        let said = [
            said("status", self.status.as_ref()),
            said("name", self.name.as_ref()),
            (!self.tags.is_empty()).then(|| quote!(tags: ::std::vec![#(#tags),*],)),
            said("summary", self.summary.as_ref()),
            said("description", self.description.as_ref()),
            said("response_description", self.response_description.as_ref()),
            (!self.responses.is_empty()).then(|| {
                let responses = self.responses.iter().map(response);
                quote!(responses: __tl::all_responses([#(#responses),*]),)
            }),
            selection(&self.selection),
            (!self.dependencies.is_empty()).then(|| {
                let dependencies = self.dependencies.iter().map(effect);
                quote!(dependencies: ::std::vec![#(#dependencies),*],)
            }),
            added_middleware(&self.middleware),
            said("timeout", self.timeout.as_ref()),
            self.concurrent.then(|| quote!(concurrent: true,)),
            self.media_type.as_ref().map(media_type),
            (!self.callbacks.is_empty()).then(|| {
                let callbacks = self
                    .callbacks
                    .iter()
                    .map(|path| quote_spanned!(path.span()=> __tl::OutgoingRequest::of::<#path>()));
                quote!(callbacks: ::std::vec![#(#callbacks),*],)
            }),
            said("operation_id", self.operation_id.as_ref()),
            said(
                "generate_unique_id_function",
                self.unique_id.as_ref().map(unique_id),
            ),
            self.deprecated.then(|| quote!(deprecated: true,)),
            self.hidden.then(|| quote!(hidden: true,)),
            said(
                "openapi_extra",
                self.openapi_extra.as_ref().map(|extra| quote!(|| #extra)),
            ),
            said("max_body_size", self.max_body_size.as_ref()),
            said("form_limits", self.form_limits.as_ref()),
            said("error_limits", self.error_limits.as_ref()),
            lane_options(&self.lane),
        ];
        let said: TokenStream = said.into_iter().flatten().collect();
        tokens
            .extend(quote!(__tl::OperationOptions { #said ..::core::default::Default::default() }));
    }
}

/// The function that makes its id. What cannot be one is marked where it stands.
fn unique_id(function: &Expr) -> TokenStream {
    quote_spanned!(function.span()=> __tl::UniqueId::new(#function))
}

/// The selection of the fields that are sent.
fn selection(selection: &Selection) -> Option<TokenStream> {
    let (include, exclude) = (&selection.include, &selection.exclude);
    let none = selection.exclude_none.then(|| quote!(.exclude_none()));
    let defaults = selection
        .exclude_defaults
        .then(|| quote!(.exclude_defaults()));
    let names = selection.by_rust_names.then(|| quote!(.by_rust_names()));
    let said = quote!(#(.include(#include))* #(.exclude(#exclude))* #none #defaults #names);
    (!said.is_empty()).then(|| quote!(selection: __tl::model::Selection::new() #said,))
}

/// The media type of the response: a text or `None`.
fn media_type(value: &Expr) -> TokenStream {
    let media_type = quote_spanned!(at(value.span())=> __tl::media_type(#value));
    quote!(media_type: #media_type,)
}

/// Further responses, as a list.
fn response(response: &Response) -> TokenStream {
    match response {
        Response::Shared(shared) => {
            quote_spanned!(shared.span()=> __tl::IntoResponses::into_responses(#shared))
        }
        Response::Written(written) => {
            let status = &written.status;
            let description = written.description.iter();
            let model = written
                .ty
                .iter()
                .map(|ty| quote_spanned!(ty.span()=> .model::<#ty>()));
            let more = &written.more;
            quote! {
                ::std::vec![
                    __tl::AdditionalResponse::new(#status) #(#model)* #(.description(#description))* #more
                ]
            }
        }
    }
}
