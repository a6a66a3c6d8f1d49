//! The ways to get the arguments of a function.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Index, Type};

use crate::callable::{Callable, Called, Lent, Parameter, Source};
use crate::function::Function;
use crate::span::over;
use crate::types;

/// The ways to get the arguments, a function each: where a type that cannot be a parameter is found out.
pub(crate) fn arguments(callable: &Callable<'_>) -> TokenStream {
    let way = match callable.called {
        Called::InRequests => quote!(__tl::Argument),
        Called::AtStart => quote!(__tl::LifespanArgument),
    };
    let imports = asking();
    let (generics, _, clause) = callable.function.signature.generics.split_for_impl();
    let parameters = callable.parameters.iter().enumerate();
    let ways = parameters.map(|(place, parameter)| {
        let (name, ty) = (way_name(place), parameter.ty);
        let returned = over(ty, quote!(#way<#ty>));
        let value = way_of(parameter, callable.called);
        quote! {
            // A constant: only where it is inlined, what it names is too.
            #[inline(always)]
            fn #name #generics() -> #returned #clause {
                #imports
                #value
            }
        }
    });
    ways.collect()
}

fn way_of(parameter: &Parameter<'_>, called: Called) -> TokenStream {
    let ty = parameter.ty;
    if called == Called::AtStart {
        quote_spanned!(ty.span()=> __tl::lifespan_argument::<#ty>())
    } else if let Some(Source::Extract) = parameter.source {
        quote_spanned!(ty.span()=> __tl::extract_argument::<#ty>())
    } else if parameter.is_not_null {
        quote_spanned!(ty.span()=> __tl::not_null_argument::<#ty, _>())
    } else if parameter.lent == Some(Lent::Exclusive) {
        quote_spanned!(ty.span()=> (&&&__tl::Asked::<#ty>::NEW).__lent_argument())
    } else {
        parameter.way()
    }
}

fn way_name(place: usize) -> Ident {
    format_ident!("__way_{place}")
}

/// The traits by which the type of a parameter finds its way.
fn asking() -> TokenStream {
    quote! {
        use __tl::{
            AskedByName as _, AskedOfNoBatch as _, AskedOfNone as _, AskedUnknown as _, AskedUnshared as _, AskedWell as _, LentByName as _,
            LentUnknown as _, LentWell as _,
        };
    }
}

impl Parameter<'_> {
    /// The way to its value, by its type.
    fn way(&self) -> TokenStream {
        let ty = self.ty;
        let asked = over(ty, quote!(__tl::asked::<#ty>));
        quote_spanned!(ty.span()=> (&&&&#asked()).__argument())
    }

    /// Repeats the way of a dependency that may not be shared. The compiler reports the error once, and none that follows from it.
    fn way_again(&self) -> Option<TokenStream> {
        let may_be_unshared = self.source.is_none() && self.lent.is_none();
        let way = self.way();
        may_be_unshared.then(|| quote!(let _ = #way;))
    }
}

/// The parameters with what is declared of each, and what binds their ways.
pub(crate) fn declared_parameters(
    callable: &Callable<'_>,
) -> (Option<TokenStream>, Vec<TokenStream>) {
    let arguments = table(callable).map(|table| quote!(let __arguments = #table;));
    let parameters = callable.parameters.iter().enumerate();
    let parameters = parameters.map(|(place, parameter)| {
        let place = Index::from(place);
        quote!(__arguments.#place.declared(#parameter))
    });
    (arguments, parameters.collect())
}

/// Every argument is gathered, so that all problems are noted, before one that is missing ends it.
pub(crate) fn gathered_arguments(callable: &Callable<'_>) -> Option<TokenStream> {
    if callable.parameters.is_empty() {
        return None;
    }
    let arguments: Vec<Ident> = (0..callable.parameters.len()).map(argument).collect();
    let gathered = callable.parameters.iter().enumerate();
    let gathered = gathered.map(|(place, _)| {
        let (argument, place) = (argument(place), Index::from(place));
        quote!(let #argument = __ways.#place.gather(__cx, #place);)
    });
    let table = table(callable);
    let ways_again: TokenStream = callable
        .parameters
        .iter()
        .filter_map(Parameter::way_again)
        .collect();
    let imports = Some(asking()).filter(|_| !ways_again.is_empty());
    Some(quote! {
        #imports
        #ways_again
        let __ways = #table;
        #(#gathered)*
        #(let #arguments = #arguments?;)*
    })
}

/// The call of the function, which stands over the type of a parameter: one that is wrong is wrong in the call too, and the compiler says once what
/// stands at one place.
pub(crate) fn called(callable: &Callable<'_>, call: TokenStream) -> TokenStream {
    match doubtful(callable) {
        Some(doubtful) => over(doubtful.ty, call),
        None => call,
    }
}

/// The parameter whose type is the likeliest to be wrong, if there is any: one that asks for a type, `Depends<User>`, before one of any type, and that
/// before one that asks for a function. It says no more than where an error stands.
fn doubtful<'c, 'w>(callable: &'c Callable<'w>) -> Option<&'c Parameter<'w>> {
    let doubt = |parameter: &&Parameter<'_>| match asked_name(parameter.ty) {
        Some(name) if name.to_string().starts_with(char::is_uppercase) => 0,
        None if parameter.source.is_none() && parameter.lent.is_none() => 1,
        _ => 2,
    };
    callable.parameters.iter().min_by_key(doubt)
}

/// The name of the dependency or of the batch function that a type asks for: `get_user` of `Option<Depends<get_user>>`.
fn asked_name(ty: &Type) -> Option<&Ident> {
    let argument_of = |words: &[&str]| {
        let mut words = words.iter();
        words.find_map(|word| types::first_argument_of(ty, word))
    };
    if let Some(within) = argument_of(&["Option", "Result"]) {
        return asked_name(within);
    }
    match types::ungrouped(argument_of(&["Batch", "Depends", "DependsMut", "Fresh"])?) {
        Type::Path(path) => path.path.segments.last().map(|last| &last.ident),
        _ => None,
    }
}

/// The ways to get the arguments, if there are any.
pub(crate) fn table(callable: &Callable<'_>) -> Option<TokenStream> {
    let of = turbofish(callable.function);
    let parameters = callable.parameters.iter().enumerate();
    let ways = parameters.map(|(place, parameter)| {
        let name = way_name(place);
        over(parameter.ty, quote!(#name #of()))
    });
    (!callable.parameters.is_empty()).then(|| quote!((#(#ways,)*)))
}

/// The generic arguments in the call of a function: `::<T>`.
pub(crate) fn turbofish(function: &Function) -> Option<TokenStream> {
    let generics = &function.signature.generics;
    let (_, arguments, _) = generics.split_for_impl();
    let arguments = arguments.as_turbofish();
    (!generics.params.is_empty()).then(|| quote!(#arguments))
}

pub(crate) fn argument(place: usize) -> Ident {
    format_ident!("__a{place}")
}
