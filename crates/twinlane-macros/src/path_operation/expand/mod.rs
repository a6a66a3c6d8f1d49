//! The tokens of a path operation.

mod dependency;
mod plain_values;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Generics, Ident, Index, ReturnType};

use plain_values::{plain_value, plain_values};

use super::Method;
use super::model::{
    Effect, Lane, LaneOptions, Lent, Operation, OperationOptions, Parameter, Response, Selection,
    Source,
};
use super::types;
use crate::function::Function;
use crate::options::optional;
use crate::root::Root;
use crate::span::at;

pub(super) use dependency::{Returned, implementor, tokens as dependency_tokens};

/// The function, the type of its name, and the implementation.
pub(super) fn tokens(operation: &Operation<'_>) -> TokenStream {
    let answer = answer(operation.function);
    let describe = describe(operation);
    let gather = gather(operation);
    let name = &operation.function.signature.ident;
    let implementation = quote! {
        impl __tl::PathOperation for #name {
            #describe
            #gather
        }
    };
    let plain_values = plain_values(operation, None);
    with_function(operation, &quote!(#answer #plain_values), &implementation)
}

/// The function, the type of its name, and what is implemented for that type.
fn with_function(
    operation: &Operation<'_>,
    more: &TokenStream,
    implementation: &TokenStream,
) -> TokenStream {
    let function = operation.function;
    let beside = with_type(operation, more, implementation);
    quote! {
        #[allow(
            clippy::unused_async,
            clippy::needless_pass_by_value,
            clippy::too_many_arguments,
            clippy::must_use_candidate,
            clippy::missing_errors_doc,
            clippy::unnecessary_wraps,
            reason = "the signature says what the function reads, where it runs and what it answers"
        )]
        #function
        #beside
    }
}

/// The type of the function's name, and what is implemented for it.
fn with_type(
    operation: &Operation<'_>,
    more: &TokenStream,
    implementation: &TokenStream,
) -> TokenStream {
    let function = operation.function;
    let operation_type = operation_type(function, &function.signature.generics);
    let conditions = conditions(function);
    let arguments = arguments(operation);
    let rules = rules(operation);
    let root = Root::Twinlane;
    quote! {
        #operation_type
        #(#conditions)*
        #[allow(deprecated, reason = "the function may be deprecated, and is called all the same")]
        const _: () = {
            #root
            #arguments
            #rules
            #more
            #[automatically_derived]
            #implementation
        };
    }
}

/// The constants that check the rules. Startup checks those of a type that the function is generic over.
fn rules(operation: &Operation<'_>) -> TokenStream {
    let generics = &operation.function.signature.generics;
    let parameters = operation.parameters.iter();
    parameters
        .filter(|parameter| !types::mentions(parameter.ty, generics))
        .map(|parameter| parameter.rules.assertions(parameter.ty))
        .collect()
}

/// The type of the function's name, and the description. The function itself is others' to write.
pub(super) fn outgoing_tokens(operation: &Operation<'_>) -> TokenStream {
    let answer = answer(operation.function);
    let describe = describe(operation);
    let name = &operation.function.signature.ident;
    let implementation = quote! {
        impl __tl::Outgoing for #name {
            #describe
        }
    };
    with_type(operation, &answer, &implementation)
}

/// The type that stands for the function in `routes![..]`.
pub(super) fn operation_type(function: &Function, generics: &Generics) -> TokenStream {
    let name = &function.signature.ident;
    let visibility = &function.visibility;
    let conditions = conditions(function);
    let (parameters, clause) = (&generics.params, &generics.where_clause);
    let brackets = (!parameters.is_empty()).then(|| quote!(<#parameters>));
    let types: Vec<_> = generics
        .type_params()
        .map(|parameter| &parameter.ident)
        .collect();
    let of = (!types.is_empty())
        .then(|| quote!(__of: ::core::marker::PhantomData<fn() -> (#(#types,)*)>));
    quote! {
        #(#conditions)*
        #[doc(hidden)]
        #[allow(
            non_camel_case_types,
            missing_debug_implementations,
            unreachable_pub,
            clippy::exhaustive_structs,
            reason = "the type of a path operation has the name of its function"
        )]
        #visibility struct #name #brackets #clause { #of }
    }
}

/// The `#[cfg(..)]`s of the function.
pub(super) fn conditions(function: &Function) -> impl Iterator<Item = &Attribute> {
    function
        .attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
}

/// The ways to get the arguments: where a type that cannot be a parameter is found out.
fn arguments(operation: &Operation<'_>) -> Option<TokenStream> {
    if operation.parameters.is_empty() {
        return None;
    }
    let types = operation.parameters.iter().map(|parameter| parameter.ty);
    let ways = operation.parameters.iter().map(
        |Parameter {
             ty, source, lent, ..
         }| {
            if let Some(Source::Extract) = source {
                quote_spanned!(ty.span()=> __tl::extract_argument::<#ty>())
            } else if *lent == Some(Lent::Exclusive) {
                quote_spanned!(ty.span()=> __tl::lent_argument::<#ty, _>())
            } else {
                quote_spanned!(ty.span()=> __tl::argument::<#ty, _>())
            }
        },
    );
    let (generics, _, clause) = operation.function.signature.generics.split_for_impl();
    Some(quote! {
        // A table of constants: only where it is inlined, what it names is too.
        #[inline(always)]
        #[allow(clippy::inline_always, reason = "it is no function but a table")]
        fn __arguments #generics() -> (#(__tl::Argument<#types>,)*) #clause {
            (#(#ways,)*)
        }
    })
}

/// The way to answer: where a return type that cannot be an answer is found out.
fn answer(function: &Function) -> TokenStream {
    let ty = match &function.signature.output {
        ReturnType::Default => quote_spanned!(function.signature.ident.span()=> ()),
        ReturnType::Type(_, ty) => quote!(#ty),
    };
    let way = quote_spanned! {ty.span()=>
        <__tl::AnswerCase<{ <__tl::Probe<#ty>>::IS_RESULT }>>::answer::<#ty, _>()
    };
    quote! {
        fn __answer() -> __tl::Answer<#ty> {
            #[allow(unused_imports, reason = "a `Result` has a constant of its own")]
            use __tl::ProbeDefault as _;
            #way
        }
    }
}

fn describe(operation: &Operation<'_>) -> TokenStream {
    let name = operation.function.signature.ident.unraw().to_string();
    let method = method(operation.method);
    let path = &operation.path;
    let lane = lane(operation.lane);
    let options = &operation.options;
    let (arguments, parameters) = declared_parameters(operation);
    quote! {
        fn describe() -> __tl::OperationDescription {
            #arguments
            __tl::OperationDescription {
                name: #name,
                module: ::core::module_path!(),
                method: #method,
                path: #path,
                lane: #lane,
                options: #options,
                parameters: ::std::vec![#(#parameters),*],
                answer: __answer().description(),
            }
        }
    }
}

/// The parameters with what is declared of each, and what binds their ways.
fn declared_parameters(operation: &Operation<'_>) -> (Option<TokenStream>, Vec<TokenStream>) {
    let arguments = table(operation).map(|table| quote!(let __arguments = #table;));
    let parameters = operation.parameters.iter().enumerate();
    let parameters = parameters.map(|(place, parameter)| {
        let place = Index::from(place);
        quote!(__arguments.#place.declared(#parameter))
    });
    (arguments, parameters.collect())
}

fn gather(operation: &Operation<'_>) -> TokenStream {
    let answered = |value: TokenStream| quote!(__answer().of(#value));
    let function = function(operation, answered, &quote!(__given.with(__made)));
    let in_lane = in_lane(operation.lane);
    let call = quote!(__tl::Call::#in_lane(#function));
    if operation.parameters.is_empty() {
        return quote! {
            fn gather(_: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::Call> {
                ::core::option::Option::Some(#call)
            }
        };
    }
    let gathered = gathered_arguments(operation);
    quote! {
        fn gather(__cx: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::Call> {
            #gathered
            ::core::option::Option::Some(#call)
        }
    }
}

/// Every argument is gathered, so that all problems are noted, before one that is missing ends it.
fn gathered_arguments(operation: &Operation<'_>) -> Option<TokenStream> {
    if operation.parameters.is_empty() {
        return None;
    }
    let arguments: Vec<Ident> = (0..operation.parameters.len()).map(argument).collect();
    let places = (0..arguments.len()).map(Index::from);
    let table = table(operation);
    Some(quote! {
        let __ways = #table;
        #(let #arguments = __ways.#places.gather(__cx, #places);)*
        #(let #arguments = #arguments?;)*
    })
}

/// The ways to get the arguments, where there are any.
fn table(operation: &Operation<'_>) -> Option<TokenStream> {
    let of = turbofish(operation.function);
    (!operation.parameters.is_empty()).then(|| quote!(__arguments #of()))
}

/// What a generic function is called with: `::<T>`.
fn turbofish(function: &Function) -> Option<TokenStream> {
    let generics = &function.signature.generics;
    let (_, arguments, _) = generics.split_for_impl();
    let arguments = arguments.as_turbofish();
    (!generics.params.is_empty()).then(|| quote!(#arguments))
}

fn argument(place: usize) -> Ident {
    format_ident!("__a{place}")
}

/// The function with its arguments, as what its lane takes. `made` turns its value into what the framework takes, and `with_given` adds what
/// was lent to it.
fn function(
    operation: &Operation<'_>,
    made: impl Fn(TokenStream) -> TokenStream,
    with_given: &TokenStream,
) -> TokenStream {
    let function = &operation.function.signature.ident;
    let parameters = || operation.parameters.iter().enumerate();
    let passed = parameters().map(|(place, parameter)| {
        let argument = argument(place);
        match parameter.lent {
            None => quote!(#argument),
            Some(Lent::Shared) => quote!(&#argument),
            Some(Lent::Exclusive) => quote!(&mut #argument),
        }
    });
    let settled = parameters().map(|(place, parameter)| {
        let mutable = (parameter.lent == Some(Lent::Exclusive)).then(|| quote!(mut));
        let (argument, place) = (argument(place), Index::from(place));
        quote!(let #mutable #argument = __ways.#place.settle(#argument);)
    });
    let ways = table(operation).map(|table| quote!(let __ways = #table;));
    let given_back: Vec<TokenStream> = parameters()
        .filter(|(_, parameter)| parameter.lent == Some(Lent::Exclusive))
        .map(|(place, _)| {
            let (argument, place) = (argument(place), Index::from(place));
            quote!(__ways.#place.give_back(#argument, &mut __given);)
        })
        .collect();
    let is_async = (operation.lane == Lane::Loop).then(|| quote!(.await));
    let of = turbofish(operation.function);
    let value = made(quote!(#function #of(#(#passed),*) #is_async));
    let value = if gives_back(operation) {
        quote! {
            let __made = #value;
            let mut __given = __tl::GivenBack::new();
            #(#given_back)*
            #with_given
        }
    } else {
        value
    };
    let body = quote!({ #ways #(#settled)* #value });
    match operation.lane {
        Lane::Loop => quote!(async move #body),
        Lane::Thread | Lane::Cpu | Lane::InPlace => quote!(move || #body),
    }
}

/// Whether anything that it is lent is given back.
fn gives_back(operation: &Operation<'_>) -> bool {
    let mut parameters = operation.parameters.iter();
    parameters.any(|parameter| parameter.lent == Some(Lent::Exclusive))
}

/// What a call in this lane is made by.
fn in_lane(lane: Lane) -> TokenStream {
    match lane {
        Lane::Loop => quote!(on_loop),
        Lane::Thread => quote!(in_thread),
        Lane::Cpu => quote!(on_a_core),
        Lane::InPlace => quote!(in_place),
    }
}

fn method(method: Method) -> TokenStream {
    let name = Ident::new(&method.macro_name().to_uppercase(), Span::call_site());
    quote!(__tl::Method::#name)
}

fn lane(lane: Lane) -> TokenStream {
    match lane {
        Lane::Loop => quote!(__tl::Lane::Loop),
        Lane::Thread => quote!(__tl::Lane::Thread),
        Lane::Cpu => quote!(__tl::Lane::Cpu),
        Lane::InPlace => quote!(__tl::Lane::InPlace),
    }
}

/// The value of the options: only what was said is written.
impl ToTokens for OperationOptions {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let tags = &self.tags;
        let said = [
            said("status", self.status.as_ref()),
            (!tags.is_empty()).then(|| quote!(tags: &[#(#tags),*],)),
            said("summary", self.summary.as_ref()),
            said("description", self.description.as_ref()),
            said("response_description", self.response_description.as_ref()),
            (!self.responses.is_empty()).then(|| {
                let responses = self.responses.iter().map(response);
                quote!(responses: ::std::vec![#(#responses),*],)
            }),
            selection(&self.selection),
            (!self.dependencies.is_empty()).then(|| {
                let dependencies = self.dependencies.iter().map(effect);
                quote!(dependencies: ::std::vec![#(#dependencies),*],)
            }),
            self.concurrent.then(|| quote!(concurrent: true,)),
            said("media_type", self.media_type.as_ref()),
            (!self.callbacks.is_empty()).then(|| {
                let callbacks = self
                    .callbacks
                    .iter()
                    .map(|path| quote_spanned!(path.span()=> __tl::OutgoingRequest::of::<#path>()));
                quote!(callbacks: ::std::vec![#(#callbacks),*],)
            }),
            said("operation_id", self.operation_id.as_ref()),
            self.deprecated.then(|| quote!(deprecated: true,)),
            self.hidden.then(|| quote!(hidden: true,)),
            said(
                "openapi_extra",
                self.openapi_extra.as_ref().map(|extra| quote!(|| #extra)),
            ),
            said("max_body_size", self.max_body_size.as_ref()),
            said("form_limits", self.form_limits.as_ref()),
            said("error_limits", self.error_limits.as_ref()),
            lane_options(&self.lane),
        ];
        let said: TokenStream = said.into_iter().flatten().collect();
        tokens
            .extend(quote!(__tl::OperationOptions { #said ..::core::default::Default::default() }));
    }
}

/// What is said of how it runs.
fn lane_options(lane: &LaneOptions) -> Option<TokenStream> {
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
fn effect(effect: &Effect) -> TokenStream {
    let path = &effect.dependency;
    let scopes = (!effect.scopes.is_empty()).then(|| {
        let scopes = &effect.scopes;
        quote!(.with_scopes(&[#(#scopes),*]))
    });
    let span = at(path.span());
    quote_spanned! {span=> {
        __tl::assert_nothing_unseen(__tl::walk_effect!(#path));
        __tl::DependencyRef::for_effect::<#path, _>() #scopes
    }}
}

/// Which fields of the answer are sent.
fn selection(selection: &Selection) -> Option<TokenStream> {
    let (include, exclude) = (&selection.include, &selection.exclude);
    let none = selection.exclude_none.then(|| quote!(.exclude_none()));
    let defaults = selection
        .exclude_defaults
        .then(|| quote!(.exclude_defaults()));
    let said = quote!(#(.include(#include))* #(.exclude(#exclude))* #none #defaults);
    (!said.is_empty()).then(|| quote!(selection: __tl::model::Selection::new() #said,))
}

/// A further answer.
fn response(response: &Response) -> TokenStream {
    let status = &response.status;
    let description = response.description.iter();
    let model = response
        .ty
        .iter()
        .map(|ty| quote_spanned!(ty.span()=> .model::<#ty>()));
    quote!(__tl::AdditionalResponse::new(#status) #(#model)* #(.description(#description))*)
}

/// The value of what was declared: only what was said is written.
impl ToTokens for Parameter<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (name, rules) = (&self.name, &self.rules);
        let source = self.source.and_then(source);
        let said = [
            said("source", source.as_ref()),
            said("alias", self.alias.as_ref()),
            said("title", self.title.as_ref()),
            said("description", self.description.as_ref()),
            self.deprecated.then(|| quote!(deprecated: true,)),
            self.hidden.then(|| quote!(hidden: true,)),
            said("more", self.more.as_ref()),
            said(
                "openapi_examples",
                self.openapi_examples
                    .as_ref()
                    .map(|examples| quote!(|| #examples)),
            ),
            self.embed.then(|| quote!(embed: true,)),
            self.default_function()
                .map(|function| quote!(default: #function,)),
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
    fn default_function(&self) -> Option<TokenStream> {
        let (default, ty) = (self.default.as_ref()?, self.ty);
        let value = default.tokens(ty);
        Some(optional(Some(quote!(|| {
            let __default: #ty = #value;
            __tl::to_value(&__default)
        }))))
    }
}

fn said(name: &str, value: Option<impl ToTokens>) -> Option<TokenStream> {
    let name = format_ident!("{name}");
    value.map(|value| {
        let value = optional(Some(value));
        quote!(#name: #value,)
    })
}
