//! Further keywords of the schema of a model, a field or a parameter: its examples, and any others.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Expr;

use crate::errors::Errors;
use crate::options::{Options, may_be_object};

/// `example = json!(..)`, `examples = [json!(..)]`, `json_schema_extra = json!({..})`
pub(crate) fn take_more(options: &mut Options, errors: &mut Errors) -> Option<TokenStream> {
    take_beside(&[], options, errors)
}

/// Takes the keywords, with the title and the description.
pub(crate) fn take_described(options: &mut Options, errors: &mut Errors) -> Option<TokenStream> {
    let mut texts = Vec::new();
    for name in ["title", "description"] {
        texts.extend(options.text(name, errors).map(|text| {
            quote! {
                __tl::serde_json::Map::insert(
                    &mut __more,
                    <::std::string::String as ::core::convert::From<_>>::from(#name),
                    ::core::convert::From::from(#text),
                );
            }
        }));
    }
    take_beside(&texts, options, errors)
}

fn take_beside(
    texts: &[TokenStream],
    options: &mut Options,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let example = options.expression("example", errors).map(|example| {
        quote! {
            __tl::serde_json::Map::insert(
                &mut __more,
                <::std::string::String as ::core::convert::From<_>>::from("example"),
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
                __tl::serde_json::Map::insert(
                    &mut __more,
                    <::std::string::String as ::core::convert::From<_>>::from("examples"),
                    __tl::serde_json::Value::Array(::std::vec![
                        #(__tl::serde_json::to_value(#list).unwrap_or_default()),*
                    ]),
                );
            }
        });
    let expected = "`json_schema_extra` is an object: write `json_schema_extra = json!({ \"format\": \"password\" })`";
    let extra = options.value("json_schema_extra", expected, errors, |value| {
        may_be_object(value).then(|| value.clone())
    });
    let extra = extra.map(|extra| {
        quote! {
            __tl::extend_schema(&mut __more, __tl::serde_json::to_value(#extra).unwrap_or_default());
        }
    });
    let is_any = !texts.is_empty() || example.is_some() || examples.is_some() || extra.is_some();
    is_any.then(|| {
        quote! {
            || {
                let mut __more = __tl::serde_json::Map::new();
                #(#texts)*
                #example
                #examples
                #extra
                __tl::serde_json::Value::Object(__more)
            }
        }
    })
}
