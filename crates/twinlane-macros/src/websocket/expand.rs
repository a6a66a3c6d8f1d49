//! The tokens of a WebSocket operation.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::ReturnType;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::model::{WebSocket, WebSocketOptions};
use crate::callable::tokens::{
    added_middleware, declared_parameters, effect, function, gathered_arguments, plain_values,
    with_function,
};
use crate::options::said;
use crate::span::at;

/// The function, the type of its name, and the implementation.
pub(super) fn tokens(websocket: &WebSocket<'_>) -> TokenStream {
    let callable = &websocket.callable;
    let name = &callable.function.signature.ident;
    let describe = describe(websocket);
    let gather = gather(websocket);
    let ended = ended(websocket);
    let implementation = quote! {
        impl __tl::UrlTarget for #name {}

        #[automatically_derived]
        impl __tl::WebSocketOperation for #name {
            #describe
            #gather
        }
    };
    let plain_values = plain_values(callable, None);
    with_function(callable, &quote!(#ended #plain_values), &implementation)
}

/// The end of the function: where a return type that it cannot have is found out.
fn ended(websocket: &WebSocket<'_>) -> TokenStream {
    let signature = &websocket.callable.function.signature;
    let ty = match &signature.output {
        ReturnType::Default => quote_spanned!(signature.ident.span()=> ()),
        ReturnType::Type(_, ty) => quote!(#ty),
    };
    let ended = quote_spanned!(ty.span()=> __tl::ended::<#ty>);
    quote! {
        fn __ended(__value: #ty) -> __tl::Answered {
            #ended(__value)
        }
    }
}

fn describe(websocket: &WebSocket<'_>) -> TokenStream {
    let callable = &websocket.callable;
    let name = callable.function.signature.ident.unraw().to_string();
    let (path, options) = (&websocket.path, &websocket.options);
    let (arguments, parameters) = declared_parameters(callable);
    quote! {
        fn describe() -> __tl::OperationDescription {
            #arguments
            __tl::OperationDescription::of_websocket(
                (
                    #name,
                    ::core::module_path!(),
                    ::core::concat!(::core::file!(), ":", ::core::line!()),
                ),
                #path,
                #options,
                ::std::vec![#(#parameters),*],
            )
        }
    }
}

fn gather(websocket: &WebSocket<'_>) -> TokenStream {
    let callable = &websocket.callable;
    let ended = |value: TokenStream| quote!(__ended(#value));
    let function = function(
        callable,
        ended,
        &quote!(__tl::GivenBack::with(__given, __made)),
    );
    let gathered = gathered_arguments(callable);
    quote! {
        fn gather(__cx: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::Call> {
            #gathered
            ::core::option::Option::Some(__tl::Call::on_loop(#function))
        }
    }
}

/// The value of the options: only what was said is written.
impl ToTokens for WebSocketOptions {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let own = [
            self.compression
                .map(|is_on| quote!(compression: ::core::option::Option::Some(#is_on),)),
            said("max_message_size", self.max_message_size.as_ref()),
            said("ping_interval", self.ping_interval.as_ref()),
            said("ping_timeout", self.ping_timeout.as_ref()),
            said("write_timeout", self.write_timeout.as_ref()),
            said("disconnect_timeout", self.disconnect_timeout.as_ref()),
            said(
                "origins",
                self.origins.as_ref().map(|origins| {
                    quote_spanned!(at(origins.span())=> __tl::IntoOrigins::into_origins(#origins))
                }),
            ),
        ];
        let own: TokenStream = own.into_iter().flatten().collect();
        let shared = [
            said("name", self.name.as_ref()),
            (!self.dependencies.is_empty()).then(|| {
                let dependencies = self.dependencies.iter().map(effect);
                quote!(dependencies: ::std::vec![#(#dependencies),*],)
            }),
            added_middleware(&self.middleware),
            self.concurrent.then(|| quote!(concurrent: true,)),
            said("error_limits", self.error_limits.as_ref()),
        ];
        let shared: TokenStream = shared.into_iter().flatten().collect();
        tokens.extend(quote! {
            __tl::OperationOptions {
                #shared
                websocket: ::core::option::Option::Some(
                    __tl::WebSocketOptions { #own ..::core::default::Default::default() }
                ),
                ..::core::default::Default::default()
            }
        });
    }
}
