//! A value of a type that is no data type: `foreign`, or `with = module`, and its `schema`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Expr, Path, Type};

use crate::errors::Errors;
use crate::options::{Options, as_text};

/// The functions that read and write a foreign value, and its schema.
pub(in crate::model) struct Foreign {
    /// The function that reads it, generic over the deserializer.
    pub(in crate::model) read: TokenStream,
    /// The function that writes it, generic over the serializer.
    pub(in crate::model) write: TokenStream,
    /// Its JSON Schema, an expression: of the value that is there, where it is an `Option`.
    pub(in crate::model) schema: Expr,
}

/// The options that make a value foreign.
pub(super) const OPTIONS: &[&str] = &["foreign", "with", "schema"];

/// Options that come only from attributes of serde.
pub(super) const FROM_SERDE: &[&str] = &["read_with", "write_with"];

impl Foreign {
    /// Takes the options of a value of this type, which stand in this attribute.
    pub(super) fn take(
        attribute: &str,
        ty: &Type,
        options: &mut Options,
        errors: &mut Errors,
    ) -> Option<Self> {
        let span = OPTIONS.iter().find_map(|name| options.span(name));
        let mut others = ["with"].iter().chain(FROM_SERDE);
        let is_read_by_another = others.any(|name| options.span(name).is_some());
        let is_foreign = options.flag("foreign", errors);
        if is_foreign
            && is_read_by_another
            && let Some(span) = span
        {
            let message = "`foreign` is read by the type's own `serde` implementations, `with` by functions: remove one";
            errors.push_error(syn::Error::new(span, message));
        }
        let both = take_path("with", options, errors);
        let read = take_path("read_with", options, errors);
        let write = take_path("write_with", options, errors);
        let function = |own: Option<Path>, name: TokenStream, default: TokenStream| {
            let own = own.map(|own| quote!(#own));
            own.or_else(|| both.as_ref().map(|module| quote!(#module::#name)))
                .unwrap_or(default)
        };
        let read = function(
            read,
            quote!(deserialize),
            quote!(__tl::serde::Deserialize::deserialize),
        );
        let write = function(
            write,
            quote!(serialize),
            quote!(__tl::serde::Serialize::serialize),
        );
        let schema = options.expression("schema", errors);
        let is_declared = is_foreign || is_read_by_another;
        if is_declared != schema.is_some() {
            let message = mistake(attribute, is_foreign, is_declared);
            errors.push_error(syn::Error::new(span.unwrap_or_else(|| ty.span()), message));
        }
        schema.filter(|_| is_declared).map(|schema| Self {
            read,
            write,
            schema,
        })
    }
}

fn mistake(attribute: &str, is_foreign: bool, is_declared: bool) -> String {
    if is_declared && !is_foreign {
        format!(
            "what functions read has a schema: add `schema = json!({{ \"type\": \"string\" }})` in `#[{attribute}(..)]`"
        )
    } else if is_declared {
        format!(
            "a foreign type has a schema: write \
             `#[{attribute}(foreign, schema = json!({{ \"type\": \"string\" }}))]`"
        )
    } else {
        "`schema` describes a foreign type: add `foreign` where it is read by `serde`, or `with = module` where it is \
         read by functions of yours"
            .to_owned()
    }
}

/// A path, or the text of one as in serde.
fn take_path(name: &str, options: &mut Options, errors: &mut Errors) -> Option<Path> {
    let expected = format!("`{name}` is the path of a module: write `{name} = my_module`");
    options.value(name, &expected, errors, |value| match value {
        Expr::Path(path) => Some(path.path.clone()),
        value => as_text(value)?.parse().ok(),
    })
}
