//! Options that have a value in the generated code only where they are written.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use crate::callable::{Effect, LaneOptions};
use crate::options::said;
use crate::span::at;

/// The options of the run; `None` if there are none.
pub(crate) fn lane_options(lane: &LaneOptions) -> Option<TokenStream> {
    let said = [
        said("thread_capacity", lane.thread_capacity.as_ref()),
        said("thread_queue", lane.thread_queue.as_ref()),
        lane.never_shed.then(|| quote!(never_shed: true,)),
        said("cancel_on_disconnect", lane.cancel_on_disconnect),
    ];
    let said: TokenStream = said.into_iter().flatten().collect();
    let options = quote!(__tl::LaneOptions { #said ..::core::default::Default::default() });
    (!said.is_empty()).then(|| quote!(lane: #options,))
}

/// A dependency that runs for its effect.
pub(crate) fn effect(effect: &Effect) -> TokenStream {
    let path = &effect.dependency;
    let scopes = (!effect.scopes.is_empty()).then(|| {
        let scopes = &effect.scopes;
        quote!(.with_scopes(&[#(#scopes),*]))
    });
    let span = at(path.span());
    quote_spanned!(span=> __tl::walk_effect!(#path) #scopes)
}

/// The middleware around the operation, if there is any. What cannot be one is marked where it stands.
pub(crate) fn added_middleware(middleware: &[Expr]) -> Option<TokenStream> {
    let added = middleware
        .iter()
        .map(|value| quote_spanned!(value.span()=> __tl::IntoMiddleware::into_middleware(#value)));
    (!middleware.is_empty()).then(|| quote!(middleware: ::std::vec![#(#added),*],))
}
