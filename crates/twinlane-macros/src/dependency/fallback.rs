//! The stand-in for a dependency that has a mistake: the rest of the program sees the items that it expects.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{GenericParam, Generics, ReturnType};

use super::expand::{implementor, life};
use super::returned::Returned;
use crate::callable::{WrittenCallable, function_with_type};
use crate::types;

/// The mistakes, the function as it is, and a dependency that is never made.
pub(super) fn tokens(
    written: &WrittenCallable,
    is_lifespan: bool,
    error: &syn::Error,
) -> TokenStream {
    let signature = &written.function.signature;
    let generics = without_lifetimes(&signature.generics);
    let returned = Returned::by(&written.function);
    let (case, output) = match &signature.output {
        ReturnType::Type(_, ty)
            if types::find_impl_trait(ty).is_some() || types::find_short_lived(ty).is_some() =>
        {
            (TokenStream::new(), quote!(()))
        }
        _ => (returned.case(), returned.value()),
    };
    let life = life(is_lifespan);
    let lifespan = is_lifespan.then(|| {
        let implementor = implementor(&quote!(LifespanDependency), &signature.ident, &generics);
        quote! {
            #implementor {
                fn start(_: &__tl::LifespanInputs<'_>) -> ::core::option::Option<__tl::LifespanCall> {
                    ::core::option::Option::None
                }
            }
        }
    });
    let implementor = implementor(&quote!(Dependency), &signature.ident, &generics);
    let implementation = quote! {
        #case
        #implementor {
            type Output = #output;
            type Life = #life;
            fn describe() -> __tl::DependencyDescription {
                ::core::unreachable!()
            }
        }
        #lifespan
    };
    function_with_type(written, &generics, &implementation, error)
}

/// The generics of the function that the type of its name can have: types and constants.
fn without_lifetimes(generics: &Generics) -> Generics {
    let mut generics = generics.clone();
    let params = std::mem::take(&mut generics.params).into_iter();
    generics.params = params
        .filter(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
        .collect();
    generics
}
