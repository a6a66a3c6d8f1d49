//! The declaration of a parameter.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::callable::{Lent, Parameter, Source};
use crate::options::{optional, said};
use crate::span::at;

/// The value of the declaration. Only the options that are set are written.
impl ToTokens for Parameter<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (name, rules) = (&self.name, &self.rules);
        let source = self.source.and_then(source);
        let said = [
            said("source", source.as_ref()),
            said("alias", self.alias.as_ref()),
            (!self.other_names.is_empty()).then(|| {
                let names = &self.other_names;
                quote!(other_names: &[#(#names),*],)
            }),
            said("title", self.title.as_ref()),
            said("description", self.description.as_ref()),
            self.deprecated.then(|| quote!(deprecated: true,)),
            self.hidden.then(|| quote!(hidden: true,)),
            said("more", self.more.as_ref()),
            said(
                "example",
                self.example.as_ref().map(
                    |example| quote!(|| __tl::serde_json::to_value(#example).unwrap_or_default()),
                ),
            ),
            said(
                "openapi_examples",
                self.openapi_examples
                    .as_ref()
                    .map(|examples| quote!(|| #examples)),
            ),
            self.embed.then(|| quote!(embed: true,)),
            self.default_function()
                .map(|function| quote!(default: #function,)),
            (!self.shows_default).then(|| quote!(shows_default: false,)),
            self.is_required.then(|| quote!(required: true,)),
            said("check", self.check_function()),
            self.keeps_underscores
                .then(|| quote!(keeps_underscores: true,)),
            (!self.said.is_empty()).then(|| {
                let options = &self.said;
                quote!(said: &[#(#options),*],)
            }),
            (!rules.is_empty()).then(|| quote!(rules: #rules,)),
            (!self.scopes.is_empty()).then(|| {
                let scopes = &self.scopes;
                quote!(scopes: &[#(#scopes),*],)
            }),
            (self.lent == Some(Lent::Exclusive)).then(|| quote!(is_lent: true,)),
        ];
        let said: TokenStream = said.into_iter().flatten().collect();
        tokens.extend(quote!(__tl::Declared { name: #name, #said ..__tl::Declared::DEFAULT }));
    }
}

/// A source that the framework itself reads.
fn source(source: Source) -> Option<TokenStream> {
    Some(match source {
        Source::Path => quote!(__tl::Source::Path),
        Source::Query => quote!(__tl::Source::Query),
        Source::Header => quote!(__tl::Source::Header),
        Source::Cookie => quote!(__tl::Source::Cookie),
        Source::Body => quote!(__tl::Source::Body),
        Source::Form => quote!(__tl::Source::Form),
        Source::File => quote!(__tl::Source::File),
        Source::Extract => return None,
    })
}

impl Parameter<'_> {
    /// Runs the check on a value of which the framework knows no type.
    fn check_function(&self) -> Option<TokenStream> {
        let (check, ty) = (self.check.as_ref()?, self.ty);
        let run = if self.is_not_null {
            quote!(run_check_not_null)
        } else {
            quote!(run_check)
        };
        Some(quote_spanned!(at(check.span())=> |__value| __tl::#run::<#ty, _, _>(__value, #check)))
    }

    fn default_function(&self) -> Option<TokenStream> {
        let (default, ty) = (self.default.as_ref()?, self.ty);
        let value = default.tokens(ty);
        Some(optional(Some(quote!(|| {
            let __default: #ty = #value;
            __tl::to_value(&__default)
        }))))
    }
}
