//! The stand-in for a batch function that has a mistake: the rest of the program sees what it expects, as far as that is known.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, Generics, ReturnType};

use crate::callable::{WrittenCallable, function_with_type};

/// The mistakes, the function as it is, and a batch function that is never started.
pub(super) fn tokens(written: &WrittenCallable, error: &syn::Error) -> TokenStream {
    let signature = &written.function.signature;
    let name = &signature.ident;
    let item = match signature.inputs.first() {
        Some(FnArg::Typed(items)) if signature.generics.params.is_empty() => {
            crate::types::first_argument_of(&items.ty, "Vec")
        }
        _ => None,
    };
    let item = item.filter(|item| crate::types::find_borrowed(item).is_none());
    let item = item.map_or_else(|| quote!(()), |item| quote!(#item));
    let value = value(&signature.output).map_or_else(|| quote!(()), |value| quote!(#value));
    let implementation = quote! {
        impl __tl::Dependency for #name {
            type Output = __tl::BatchOf<#item, #value>;
            type Life = __tl::ApplicationLife;
            fn describe() -> __tl::DependencyDescription {
                ::core::unreachable!()
            }
        }
        impl __tl::LifespanDependency for #name {
            fn start(_: &__tl::LifespanInputs<'_>) -> ::core::option::Option<__tl::LifespanCall> {
                ::core::option::Option::None
            }
        }
        impl __tl::BatchFunction for #name {
            type Item = #item;
            type Value = #value;
            type Error = __tl::Error;
            type Queue = __tl::BatchOf<#item, #value>;
        }
    };
    function_with_type(written, &Generics::default(), &implementation, error)
}

/// The type of a value, by its spelling: it only decides what else is told of a program that does not compile.
fn value(output: &ReturnType) -> Option<&syn::Type> {
    use crate::types::first_argument_of;
    let ReturnType::Type(_, ty) = output else {
        return None;
    };
    let all = first_argument_of(ty, "Result").unwrap_or(ty);
    let each = first_argument_of(all, "Vec")?;
    Some(first_argument_of(each, "Result").unwrap_or(each))
}
