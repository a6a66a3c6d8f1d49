//! Serde's attributes and derives. The attributes become options of the model; the derives are removed, for `#[model]` implements both traits.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Expr, parse_quote};

use crate::errors::Errors;
use crate::options::{WrittenOptions, as_text};

/// The item that an attribute stands above.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Above {
    Type,
    Field,
    Variant,
}

/// Removes serde's attributes and derives, and returns them as options of the model.
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
            let written = SerdeOption { name, value, list };
            written.translate(above, &mut options, errors);
        }
        false
    });
    options
}

/// Removes serde's derives. True if a derive is left.
fn keep_other_derives(attribute: &mut Attribute) -> bool {
    let mut kept = Vec::new();
    let _ = attribute.parse_nested_meta(|derive| {
        if !is_of_serde(&derive.path) {
            kept.push(derive.path.clone());
        }
        Ok(())
    });
    if let syn::Meta::List(list) = &mut attribute.meta {
        list.tokens = quote!(#(#kept),*);
    }
    !kept.is_empty()
}

/// True if it is `Serialize` or `Deserialize`, alone or as `serde::Serialize`: other crates have derives of these names.
fn is_of_serde(path: &syn::Path) -> bool {
    let mut names = path.segments.iter().rev().map(|segment| &segment.ident);
    let is_name = |name: &Ident| name == "Serialize" || name == "Deserialize";
    names.next().is_some_and(is_name) && names.next().is_none_or(|module| module == "serde")
}

/// An option of serde's as it is written.
struct SerdeOption {
    name: Ident,
    value: Option<Expr>,
    /// The content of the parentheses behind the name.
    list: Option<TokenStream>,
}

impl SerdeOption {
    /// Adds the option of the model that has the same meaning.
    fn translate(self, above: Above, options: &mut WrittenOptions, errors: &mut Errors) {
        let spelling = self.name.to_string();
        match (above, spelling.as_str(), &self.list) {
            (Above::Type, "rename_all" | "tag", None) | (Above::Variant, "rename", None) => {
                options.add(self.name, self.value);
            }
            (Above::Type, "untagged", None) | (Above::Field, "skip", None) => {
                options.add(self.name, None);
            }
            (Above::Type, "transparent", None) => {}
            (Above::Type, "deny_unknown_fields", None) => {
                options.add(self.named("extra"), Some(parse_quote!("forbid")));
            }
            (Above::Type, "default", None) if self.value.is_none() => {
                options.add(self.named("all_default"), None);
            }
            (Above::Field, _, _) => self.translate_of_field(&spelling, options, errors),
            _ => self.refuse(&spelling, errors),
        }
    }

    fn translate_of_field(self, spelling: &str, options: &mut WrittenOptions, errors: &mut Errors) {
        match (spelling, &self.list) {
            ("rename", None) => options.add(self.named("alias"), self.value),
            ("rename", Some(_)) => self.rename_both_ways(options, errors),
            ("alias", None) => options.add(self.named("serde_alias"), self.value),
            ("default", None) => {
                let default = match self.path() {
                    Some(path) => parse_quote!(#path()),
                    None => parse_quote!(::core::default::Default::default()),
                };
                options.add(self.named("default"), Some(default));
            }
            ("flatten", None) => options.add(self.named("serde_flatten"), None),
            ("with", None) => options.add(self.name, self.value),
            ("deserialize_with", None) => options.add(self.named("read_with"), self.value),
            ("serialize_with", None) => options.add(self.named("write_with"), self.value),
            ("skip_serializing", None) => options.add(self.named("exclude"), None),
            ("skip_deserializing", None) => options.add(self.named("read_only"), None),
            ("skip_serializing_if", None) => match self.path() {
                Some(path) => options.add(self.named("skip_if"), Some(parse_quote!(#path))),
                None => errors.push(
                    &self.name,
                    "a path stands here: `skip_serializing_if = \"Option::is_none\"`",
                ),
            },
            _ => self.refuse(spelling, errors),
        }
    }

    /// `rename(serialize = "a", deserialize = "b")`
    fn rename_both_ways(self, options: &mut WrittenOptions, errors: &mut Errors) {
        let list = self.list.clone().unwrap_or_default();
        let both: WrittenOptions = errors.ok(syn::parse2(list)).unwrap_or_default();
        for (name, value, _) in both.into_entries() {
            match name.to_string().as_str() {
                "serialize" => options.add(self.named("serialization_alias"), value),
                "deserialize" => options.add(self.named("alias"), value),
                _ => errors.push(&name, "`serialize` and `deserialize` stand here"),
            }
        }
    }

    /// The name of an option of the model, in this place.
    fn named(&self, option: &str) -> Ident {
        format_ident!("{option}", span = self.name.span())
    }

    /// The path that the value spells.
    fn path(&self) -> Option<syn::Path> {
        self.value.as_ref().and_then(as_text)?.parse().ok()
    }

    fn refuse(&self, spelling: &str, errors: &mut Errors) {
        errors.push(
            &self.name,
            format_args!(
                "`#[model]` does not know serde's `{spelling}` here: its own options are `#[model(..)]` above the \
                 type and `#[field(..)]` above a field or variant"
            ),
        );
    }
}
