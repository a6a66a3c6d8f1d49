//! What is written for serde: its attributes become options of the model, and its derives go, for `#[model]` writes
//! both traits itself.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Expr, parse_quote};

use crate::errors::Errors;
use crate::options::{WrittenOptions, as_text};

/// What an attribute stands above.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Above {
    Type,
    Field,
    Variant,
}

/// Takes what is written for serde away, and gives it as options of the model.
pub(super) fn take(
    attributes: &mut Vec<Attribute>,
    above: Above,
    errors: &mut Errors,
) -> WrittenOptions {
    let mut options = WrittenOptions::default();
    attributes.retain_mut(|attribute| {
        if attribute.path().is_ident("derive") {
            return keep_other_derives(attribute);
        }
        if !attribute.path().is_ident("serde") {
            return true;
        }
        let written = errors.ok(WrittenOptions::of(attribute)).unwrap_or_default();
        for (name, value, list) in written.into_entries() {
            translate(above, name, value, list, &mut options, errors);
        }
        false
    });
    options
}

/// Removes `Serialize` and `Deserialize`; whether a derive is left.
fn keep_other_derives(attribute: &mut Attribute) -> bool {
    let mut kept = Vec::new();
    let _ = attribute.parse_nested_meta(|derive| {
        let name = derive.path.segments.last();
        let is_serde =
            name.is_some_and(|name| name.ident == "Serialize" || name.ident == "Deserialize");
        if !is_serde {
            kept.push(derive.path.clone());
        }
        Ok(())
    });
    if let syn::Meta::List(list) = &mut attribute.meta {
        list.tokens = quote!(#(#kept),*);
    }
    !kept.is_empty()
}

/// Adds the option of the model that means what serde's means.
fn translate(
    above: Above,
    name: Ident,
    value: Option<Expr>,
    list: Option<TokenStream>,
    options: &mut WrittenOptions,
    errors: &mut Errors,
) {
    let spelling = name.to_string();
    let named = |option: &str| format_ident!("{option}", span = name.span());
    let path = || {
        let path: Option<syn::Path> = value.as_ref().and_then(as_text)?.parse().ok();
        path
    };
    match (above, spelling.as_str()) {
        (Above::Type, "rename_all" | "tag") | (Above::Variant, "rename") if list.is_none() => {
            options.add(name, value);
        }
        (Above::Type, "untagged") => options.add(name, None),
        (Above::Type, "deny_unknown_fields") => {
            options.add(named("extra"), Some(parse_quote!("forbid")));
        }
        (Above::Type, "transparent") => {}
        (Above::Type, "default") if value.is_none() => options.add(named("all_default"), None),
        (Above::Field, "rename") => match list {
            None => options.add(named("alias"), value),
            Some(list) => rename_both_ways(list, &named, options, errors),
        },
        (Above::Field, "alias") => options.add(named("serde_alias"), value),
        (Above::Field, "default") => {
            let default = match path() {
                Some(path) => parse_quote!(#path()),
                None => parse_quote!(::core::default::Default::default()),
            };
            options.add(named("default"), Some(default));
        }
        (Above::Field, "flatten") => options.add(named("extra"), None),
        (Above::Field, "skip") => options.add(name, None),
        (Above::Field, "skip_serializing") => options.add(named("exclude"), None),
        (Above::Field, "skip_deserializing") => options.add(named("read_only"), None),
        (Above::Field, "skip_serializing_if") => match path() {
            Some(path) => options.add(named("skip_if"), Some(parse_quote!(#path))),
            None => errors.push(&name, "serde has a path here: `skip_serializing_if = \"Option::is_none\"`"),
        },
        _ => errors.push(
            &name,
            format_args!(
                "`#[model]` does not know serde's `{spelling}` here: its own options are `#[model(..)]` above the \
                 type and `#[field(..)]` above a field or variant"
            ),
        ),
    }
}

/// `rename(serialize = "a", deserialize = "b")`
fn rename_both_ways(
    list: TokenStream,
    named: &dyn Fn(&str) -> Ident,
    options: &mut WrittenOptions,
    errors: &mut Errors,
) {
    let both: WrittenOptions = errors.ok(syn::parse2(list)).unwrap_or_default();
    for (name, value, _) in both.into_entries() {
        match name.to_string().as_str() {
            "serialize" => options.add(named("serialization_alias"), value),
            "deserialize" => options.add(named("alias"), value),
            _ => errors.push(&name, "serde has `serialize` and `deserialize` here"),
        }
    }
}
