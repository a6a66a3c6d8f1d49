//! A second kind of operation, made of the common parts alone: it has no method, no response and no status code.

use expect_test::expect_file;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Generics, LitStr};

use super::tokens::{
    declared_parameters, effect, function, gathered_arguments, in_lane, plain_values, with_function,
};
use super::{
    Callable, Called, Effect, Lane, MacroWords, PathAndOptions, WrittenCallable, all_parameters,
    check_named_return_type, check_no_receiver, check_not_generic, check_one_operation,
    check_qualifiers, dependencies, function_with_type, lane, no_function, path_template,
};
use crate::errors::Errors;

const WORDS: MacroWords = MacroWords {
    name: "channel",
    noun: "a channel",
};

const OPERATIONS: &[&str] = &["get", "channel"];

const OPTIONS: &[&str] = &["dependencies"];

const EXAMPLE: &str = "`#[channel(\"/rooms/{room}\")]`";

/// A channel without a mistake.
struct Channel<'w> {
    path: LitStr,
    dependencies: Vec<Effect>,
    callable: Callable<'w>,
}

impl<'w> Channel<'w> {
    fn new(
        written: &'w WrittenCallable,
        arguments: Option<PathAndOptions>,
        errors: &mut Errors,
    ) -> Option<Self> {
        let function = &written.function;
        check_one_operation(written, errors);
        check_qualifiers(written, errors);
        check_not_generic(&function.signature, WORDS.noun, errors);
        check_no_receiver(written, errors);
        check_named_return_type(written, "", errors);
        let path = path_template(written, arguments.as_ref(), EXAMPLE, errors);
        let options = arguments.map(|arguments| arguments.options);
        let mut options = options.unwrap_or_default().known(OPTIONS, errors);
        let lane = lane(function, &mut options, errors);
        if lane != Lane::Loop {
            errors.push(&function.signature.ident, "a channel is an `async fn`");
        }
        let dependencies = dependencies(&mut options, errors);
        let parameters = all_parameters(written, errors);
        Some(Self {
            path: path?,
            dependencies,
            callable: Callable {
                function,
                lane,
                parameters,
                called: Called::InRequests,
                never: false,
            },
        })
    }

    fn tokens(&self) -> TokenStream {
        let callable = &self.callable;
        let ident = &callable.function.signature.ident;
        let (name, path) = (ident.unraw().to_string(), &self.path);
        let (bind, parameters) = declared_parameters(callable);
        let effects = self.dependencies.iter().map(effect);
        let gathered = gathered_arguments(callable);
        let in_lane = in_lane(callable.lane);
        let call = function(callable, |ended| ended, &quote!(__given.with(__made)));
        let implementation = quote! {
            impl __tl::Channel for #ident {
                fn describe() -> __tl::ChannelDescription {
                    #bind
                    __tl::ChannelDescription {
                        name: #name,
                        path: #path,
                        dependencies: ::std::vec![#(#effects),*],
                        parameters: ::std::vec![#(#parameters),*],
                    }
                }
                fn gather(__cx: &mut __tl::Gather<'_>) -> ::core::option::Option<__tl::ChannelCall> {
                    #gathered
                    ::core::option::Option::Some(__tl::ChannelCall::#in_lane(#call))
                }
            }
        };
        let plain_values = plain_values(callable, None);
        with_function(callable, &quote!(#plain_values), &implementation)
    }
}

fn fallback(written: &WrittenCallable, error: &syn::Error) -> TokenStream {
    let name = &written.function.signature.ident;
    let implementation = quote!(
        impl __tl::Channel for #name {}
    );
    function_with_type(written, &Generics::default(), &implementation, error)
}

fn expand(attribute: TokenStream, item: &TokenStream) -> Result<TokenStream, Vec<String>> {
    let function = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => return Err(vec![no_function(WORDS.name, error, item).to_string()]),
    };
    let mut errors = Errors::default();
    let written = WrittenCallable::new(WORDS, &attribute, function, OPERATIONS);
    let parse = |input: ParseStream<'_>| PathAndOptions::parse(input, OPTIONS);
    let arguments = errors.ok(parse.parse2(attribute));
    let channel = Channel::new(&written, arguments, &mut errors);
    errors
        .finish(channel)
        .map(|channel| channel.tokens())
        .map_err(|error| {
            let stand_in = fallback(&written, &error);
            syn::parse2::<syn::File>(stand_in).expect("the fallback is Rust");
            error.into_iter().map(|error| error.to_string()).collect()
        })
}

fn mistakes(attribute: TokenStream, item: &TokenStream) -> Vec<String> {
    expand(attribute, item).expect_err("there is a mistake")
}

#[test]
fn a_second_kind_is_made_of_the_common_parts() {
    let tokens = expand(
        quote!("/rooms/{room}", dependencies = [log]),
        &quote! {
            /// A room.
            async fn chat(
                mut socket: WebSocket,
                room: String,
                #[header(min_length = 3)] token: Option<String>,
                user: Depends<user>,
            ) -> Result<()> {
                socket.send(room).await
            }
        },
    );
    let file = syn::parse2(tokens.expect("there is no mistake")).expect("the expansion is Rust");
    expect_file!["channel_expansion.txt"].assert_eq(&prettyplease::unparse(&file));
}

#[test]
fn a_second_kind_has_the_messages_of_the_first_for_its_attribute() {
    let function = quote!(
        async fn chat(room: String) {}
    );
    for (attribute, expected) in [
        (
            quote!(),
            "the path is missing: it comes first, as in `#[channel(\"/rooms/{room}\")]`",
        ),
        (quote!("rooms"), "a path starts with `/`"),
        (
            quote!("/rooms", dependencys = [log]),
            "unknown option `dependencys`: did you mean `dependencies`?\nthe only option is `dependencies`",
        ),
    ] {
        assert_first_mistake(attribute, &function, expected);
    }
}

#[test]
fn a_second_kind_has_the_messages_of_the_first_for_its_function() {
    for (item, expected) in [
        (
            quote!(
                async fn chat(#[qeury] room: String) {}
            ),
            "unknown parameter attribute `qeury`: did you mean `query`?",
        ),
        (
            quote!(
                async fn chat(room: &[u8]) {}
            ),
            "a parameter owns its value, since the call may outlive the request: write `Vec<u8>`",
        ),
        (
            quote!(
                async fn chat<T>(room: T) {}
            ),
            "a channel cannot be generic",
        ),
        (
            quote!(
                #[get("/rooms")]
                async fn chat() {}
            ),
            "this function is a path operation already, by `#[channel]`",
        ),
        (
            quote!(
                async unsafe fn chat() {}
            ),
            "a channel cannot be `unsafe`",
        ),
        (
            quote!(
                struct Chat;
            ),
            "`#[channel]` stands above a function",
        ),
    ] {
        assert_first_mistake(quote!("/rooms"), &item, expected);
    }
}

fn assert_first_mistake(attribute: TokenStream, item: &TokenStream, expected: &str) {
    let found = mistakes(attribute, item);
    let first = &found[0];
    assert!(first.contains(expected), "{first}\n{expected}");
}

#[test]
fn every_mistake_of_a_second_kind_is_noted() {
    let item = quote!(
        async unsafe fn chat(&self, #[qeury] room: &[u8]) -> impl Sized {}
    );
    assert_eq!(mistakes(quote!("/rooms/{room"), &item).len(), 6);
}
