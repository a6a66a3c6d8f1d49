//! The messages that a WebSocket operation shares with every other function that the framework calls.

use quote::quote;

use super::*;

/// The mistakes in the expansion, in order.
fn mistakes(attribute: TokenStream, item: &TokenStream) -> Vec<String> {
    let expansion: syn::File = syn::parse2(expand(attribute, item)).expect("the fallback is Rust");
    let errors = expansion.items.iter().filter_map(|item| match item {
        syn::Item::Macro(item) => item.mac.parse_body::<syn::LitStr>().ok(),
        _ => None,
    });
    errors.map(|error| error.value()).collect()
}

fn assert_first_mistake(attribute: TokenStream, item: &TokenStream, expected: &str) {
    let found = mistakes(attribute, item);
    let first = found.first().expect("there is a mistake");
    assert!(first.contains(expected), "{first}\n{expected}");
}

#[test]
fn its_attribute_has_the_messages_of_every_attribute() {
    let function = quote!(
        async fn chat(room: String) {}
    );
    for (attribute, expected) in [
        (
            quote!(),
            "the path is missing: it comes first, as in `#[websocket(\"/rooms/{room}\")]`",
        ),
        (quote!("rooms"), "a path starts with `/`"),
        (
            quote!("/rooms", dependencys = [log]),
            "unknown option `dependencys`: did you mean `dependencies`?",
        ),
    ] {
        assert_first_mistake(attribute, &function, expected);
    }
}

#[test]
fn its_function_has_the_messages_of_every_function() {
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
            "a WebSocket operation cannot be generic",
        ),
        (
            quote!(
                #[get("/rooms")]
                async fn chat() {}
            ),
            "this function is a path operation already, by `#[websocket]`",
        ),
        (
            quote!(
                async unsafe fn chat() {}
            ),
            "a WebSocket operation cannot be `unsafe`",
        ),
        (
            quote!(
                struct Chat;
            ),
            "`#[websocket]` stands above a function",
        ),
    ] {
        assert_first_mistake(quote!("/rooms"), &item, expected);
    }
}

#[test]
fn every_mistake_is_noted() {
    let item = quote!(
        unsafe fn chat(&self, #[qeury] room: &[u8]) -> impl Sized {}
    );
    assert_eq!(mistakes(quote!("/rooms/{room"), &item).len(), 7);
}
