//! What stands in for a path operation that has a mistake: the rest of the program sees what it expects.

use proc_macro2::TokenStream;
use quote::quote;
use syn::FnArg;

use super::attribute::Written;
use super::{MacroName, expand};
use crate::root::Root;

/// The mistakes, the function as it is, and a path operation that is never called.
pub(super) fn tokens(written: &Written, error: &syn::Error) -> TokenStream {
    let function = &written.function;
    let errors = error.to_compile_error();
    if written.macro_name.is_outgoing() {
        return outgoing(written, &errors);
    }
    if matches!(written.macro_name, MacroName::Dependency) {
        return dependency(written, &errors);
    }
    if matches!(function.signature.inputs.first(), Some(FnArg::Receiver(_))) {
        // Within an `impl` there can be no type.
        return quote!(#errors #function);
    }
    let name = &function.signature.ident;
    let operation_type = expand::operation_type(function);
    let conditions = expand::conditions(function);
    let root = Root::Twinlane;
    quote! {
        #errors
        #[allow(dead_code, reason = "the path operation that calls it has a mistake")]
        #function
        #operation_type
        #(#conditions)*
        const _: () = {
            #root
            #[automatically_derived]
            impl __tl::PathOperation for #name {
                fn describe() -> __tl::OperationDescription {
                    ::core::unreachable!()
                }
                fn gather(_: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::Call> {
                    ::core::option::Option::None
                }
            }
        };
    }
}

/// The mistakes, the function as it is, and a dependency that is never made.
fn dependency(written: &Written, errors: &TokenStream) -> TokenStream {
    let function = &written.function;
    let name = &function.signature.ident;
    let operation_type = expand::operation_type(function);
    let conditions = expand::conditions(function);
    let output = expand::output_of(function);
    let root = Root::Twinlane;
    quote! {
        #errors
        #[allow(dead_code, reason = "the dependency that calls it has a mistake")]
        #function
        #operation_type
        #(#conditions)*
        const _: () = {
            #root
            #[automatically_derived]
            impl __tl::Dependency for #name {
                type Output = #output;
                fn describe() -> __tl::DependencyDescription {
                    ::core::unreachable!()
                }
                fn gather(_: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::Call<__tl::Supplying>> {
                    ::core::option::Option::None
                }
            }
        };
    }
}

/// The mistakes, and a request that is never described.
fn outgoing(written: &Written, errors: &TokenStream) -> TokenStream {
    let name = &written.function.signature.ident;
    let operation_type = expand::operation_type(&written.function);
    let conditions = expand::conditions(&written.function);
    let root = Root::Twinlane;
    quote! {
        #errors
        #operation_type
        #(#conditions)*
        const _: () = {
            #root
            #[automatically_derived]
            impl __tl::Outgoing for #name {
                fn describe() -> __tl::OperationDescription {
                    ::core::unreachable!()
                }
            }
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
