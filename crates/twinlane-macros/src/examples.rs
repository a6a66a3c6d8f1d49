//! Examples of a model, a field or a parameter: further keywords of its schema.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Expr;

use crate::errors::Errors;
use crate::options::Options;

/// `example = json!(..)`, `examples = [json!(..)]`
pub(crate) fn take_examples(options: &mut Options, errors: &mut Errors) -> Option<TokenStream> {
    let example = options.expression("example", errors).map(|example| {
        quote! {
            __more.insert(
                ::std::string::String::from("example"),
                __tl::serde_json::to_value(#example).unwrap_or_default(),
            );
        }
    });
    let expected = "`examples` is a list: write `examples = [\"...\"]`";
    let examples = options
        .value("examples", expected, errors, |value| match value {
            Expr::Array(list) => Some(list.elems.clone()),
            _ => None,
        })
        .map(|list| {
            let list = list.iter();
            quote! {
                __more.insert(
                    ::std::string::String::from("examples"),
                    __tl::serde_json::Value::Array(::std::vec![
                        #(__tl::serde_json::to_value(#list).unwrap_or_default()),*
                    ]),
                );
            }
        });
    (example.is_some() || examples.is_some()).then(|| {
        quote! {
            || {
                let mut __more = __tl::serde_json::Map::new();
                #example
                #examples
                __tl::serde_json::Value::Object(__more)
            }
        }
    })
}
