//! What stands in for a path operation that has a mistake: the rest of the program sees what it expects.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, GenericParam, Generics, ReturnType};

use super::attribute::Written;
use super::{MacroName, expand, types};
use crate::root::Root;

/// The mistakes, the function as it is, and a type of its name that is never used.
pub(super) fn tokens(written: &Written, error: &syn::Error) -> TokenStream {
    let function = &written.function;
    let errors = error.to_compile_error();
    match written.macro_name {
        // Within an `impl` there can be no type.
        _ if is_method(written) => quote!(#errors #function),
        MacroName::Webhook | MacroName::Callback => {
            let beside = outgoing(written);
            quote!(#errors #beside)
        }
        MacroName::Operation(_) | MacroName::Dependency => {
            let beside = if matches!(written.macro_name, MacroName::Dependency) {
                dependency(written)
            } else {
                operation(written)
            };
            quote! {
                #errors
                #[allow(dead_code, reason = "what calls it has a mistake")]
                #function
                #beside
            }
        }
    }
}

fn is_method(written: &Written) -> bool {
    let first = written.function.signature.inputs.first();
    matches!(first, Some(FnArg::Receiver(_)))
}

/// A path operation that is never called.
fn operation(written: &Written) -> TokenStream {
    let name = &written.function.signature.ident;
    let implementation = quote! {
        impl __tl::PathOperation for #name {
            fn describe() -> __tl::OperationDescription {
                ::core::unreachable!()
            }
            fn gather(_: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::Call> {
                ::core::option::Option::None
            }
        }
    };
    with_type(written, &implementation)
}

/// A dependency that is never made.
fn dependency(written: &Written) -> TokenStream {
    let returned = expand::Returned::by(&written.function);
    let (case, output) = match &written.function.signature.output {
        ReturnType::Type(_, ty)
            if types::find_impl_trait(ty).is_some() || types::find_short_lived(ty).is_some() =>
        {
            (TokenStream::new(), quote!(()))
        }
        _ => (returned.case(), returned.value()),
    };
    let implementor = expand::implementor(&written.function.signature.ident, &generics(written));
    let implementation = quote! {
        #case
        #implementor {
            type Output = #output;
            fn describe() -> __tl::DependencyDescription {
                ::core::unreachable!()
            }
            fn gather(_: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::DependencyProgress> {
                ::core::option::Option::None
            }
        }
    };
    with_type(written, &implementation)
}

/// What the type of the function's name can have of its generics: a dependency's types and constants.
fn generics(written: &Written) -> Generics {
    let mut generics = Generics::default();
    if matches!(written.macro_name, MacroName::Dependency) {
        generics.clone_from(&written.function.signature.generics);
        let params = std::mem::take(&mut generics.params).into_iter();
        generics.params = params
            .filter(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
            .collect();
    }
    generics
}

/// A request that is never described.
fn outgoing(written: &Written) -> TokenStream {
    let name = &written.function.signature.ident;
    let implementation = quote! {
        impl __tl::Outgoing for #name {
            fn describe() -> __tl::OperationDescription {
                ::core::unreachable!()
            }
        }
    };
    with_type(written, &implementation)
}

/// The type of the function's name, and what is implemented for it.
fn with_type(written: &Written, implementation: &TokenStream) -> TokenStream {
    let operation_type = expand::operation_type(&written.function, &generics(written));
    let conditions = expand::conditions(&written.function);
    let root = Root::Twinlane;
    quote! {
        #operation_type
        #(#conditions)*
        const _: () = {
            #root
            #implementation
        };
    }
}

/// The item as it is, for `rustc` to say what is wrong with it where it is no item at all.
pub(super) fn no_function(
    macro_name: MacroName,
    error: syn::Error,
    item: &TokenStream,
) -> TokenStream {
    let name = macro_name.text();
    let other_item = syn::parse2::<syn::Item>(item.clone());
    let error = match other_item {
        Ok(syn::Item::Fn(_)) | Err(_) => error,
        Ok(other) => syn::Error::new_spanned(other, format!("`#[{name}]` stands above a function")),
    };
    let errors = error.to_compile_error();
    quote!(#errors #item)
}
