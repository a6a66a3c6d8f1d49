//! The stand-in for a function that has a mistake: the rest of the program sees the items that it expects.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, Generics};

use super::tokens::{conditions, operation_type};
use super::written::WrittenCallable;
use crate::root::Root;

/// The mistakes, the function as it is, and a type of its name that is never used.
pub(crate) fn function_with_type(
    written: &WrittenCallable,
    generics: &Generics,
    implementation: &TokenStream,
    error: &syn::Error,
) -> TokenStream {
    let function = &written.function;
    let errors = error.to_compile_error();
    // Within an `impl` there can be no type.
    if is_method(written) {
        return quote!(#errors #function);
    }
    let beside = with_type(written, generics, implementation);
    quote! {
        #errors
        #function
        #beside
    }
}

/// The mistakes and a type of the function's name, of a function that others write.
pub(crate) fn type_alone(
    written: &WrittenCallable,
    implementation: &TokenStream,
    error: &syn::Error,
) -> TokenStream {
    let function = &written.function;
    let errors = error.to_compile_error();
    if is_method(written) {
        return quote!(#errors #function);
    }
    let beside = with_type(written, &Generics::default(), implementation);
    quote!(#errors #beside)
}

/// The item as it is, for `rustc` to say what is wrong with it if it is no item at all.
pub(crate) fn no_function(macro_name: &str, error: syn::Error, item: &TokenStream) -> TokenStream {
    let other_item = syn::parse2::<syn::Item>(item.clone());
    let error = match other_item {
        Ok(syn::Item::Fn(_)) | Err(_) => error,
        Ok(other) => {
            syn::Error::new_spanned(other, format!("`#[{macro_name}]` stands above a function"))
        }
    };
    let errors = error.to_compile_error();
    quote!(#errors #item)
}

fn is_method(written: &WrittenCallable) -> bool {
    let first = written.function.signature.inputs.first();
    matches!(first, Some(FnArg::Receiver(_)))
}

/// The type of the function's name, and what is implemented for it.
fn with_type(
    written: &WrittenCallable,
    generics: &Generics,
    implementation: &TokenStream,
) -> TokenStream {
    let operation_type = operation_type(&written.function, generics, false);
    let conditions = conditions(&written.function);
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
