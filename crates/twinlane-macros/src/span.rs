//! Places for generated code.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;

/// The place of what the user wrote, for code that the macro wrote: errors point there, and lints leave it alone.
pub(crate) fn at(place: Span) -> Span {
    Span::call_site().located_at(place)
}

/// The code in the whole place of what the user wrote: an error that both have is told once.
pub(crate) fn over(written: impl ToTokens, code: TokenStream) -> TokenStream {
    let written: Vec<TokenTree> = written.into_token_stream().into_iter().collect();
    let mut code: Vec<TokenTree> = code.into_iter().collect();
    if let (Some(from), Some(to)) = (written.first(), written.last()) {
        if let Some(first) = code.first_mut() {
            first.set_span(from.span());
        }
        if let Some(last) = code.last_mut() {
            last.set_span(to.span());
        }
    }
    code.into_iter().collect()
}
