//! Further keywords of the schema of a model, a field or a parameter: its examples, and any others.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;
use syn::Expr;

use crate::errors::Errors;
use crate::options::Options;

/// Whether nothing is known to keep it from being an object.
pub(crate) fn may_be_object(value: &Expr) -> bool {
    match value {
        Expr::Lit(_) | Expr::Array(_) | Expr::Tuple(_) => false,
        Expr::Macro(call)
            if call
                .mac
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "json") =>
        {
            let mut tokens = call.mac.tokens.clone().into_iter();
            matches!(tokens.next(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
        }
        _ => true,
    }
}

/// `example = json!(..)`, `examples = [json!(..)]`, `json_schema_extra = json!({..})`
pub(crate) fn take_more(options: &mut Options, errors: &mut Errors) -> Option<TokenStream> {
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
    let expected = "`json_schema_extra` is an object: write `json_schema_extra = json!({ \"format\": \"password\" })`";
    let extra = options.value("json_schema_extra", expected, errors, |value| {
        may_be_object(value).then(|| value.clone())
    });
    let extra = extra.map(|extra| {
        quote! {
            __tl::extend_schema(&mut __more, __tl::serde_json::to_value(#extra).unwrap_or_default());
        }
    });
    (example.is_some() || examples.is_some() || extra.is_some()).then(|| {
        quote! {
            || {
                let mut __more = __tl::serde_json::Map::new();
                #example
                #examples
                #extra
                __tl::serde_json::Value::Object(__more)
            }
        }
    })
}
