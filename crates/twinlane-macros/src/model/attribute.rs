//! What is written: the attribute and the type, as syntax.

use proc_macro2::TokenStream;
use syn::{Attribute, Fields, Item, ItemEnum, ItemStruct, parse2};

use crate::errors::Errors;
use crate::options::WrittenOptions;

/// A model as it is written.
pub(super) struct Written {
    pub(super) options: WrittenOptions,
    /// The item, without the attributes that only the macro reads.
    pub(super) item: WrittenItem,
    /// The `#[field(..)]` attributes of the fields or variants, by place.
    pub(super) field_attributes: Vec<Vec<Attribute>>,
}

/// What `#[model]` can stand above.
pub(super) enum WrittenItem {
    Struct(ItemStruct),
    Enum(ItemEnum),
}

impl Written {
    /// Takes apart what the macro was given; the error is about an item that is no type.
    pub(super) fn new(
        attribute: TokenStream,
        item: Item,
        errors: &mut Errors,
    ) -> syn::Result<Self> {
        let options = errors.ok(parse2(attribute)).unwrap_or_default();
        let (item, field_attributes) = match item {
            Item::Struct(mut item) => {
                refuse_serde(&mut item.attrs, errors);
                let attributes = take_field_attributes(&mut item.fields, errors);
                (WrittenItem::Struct(item), attributes)
            }
            Item::Enum(mut item) => {
                refuse_serde(&mut item.attrs, errors);
                let attributes = item
                    .variants
                    .iter_mut()
                    .map(|variant| take(&mut variant.attrs, errors))
                    .collect();
                for variant in &mut item.variants {
                    take_field_attributes(&mut variant.fields, errors);
                }
                (WrittenItem::Enum(item), attributes)
            }
            Item::Union(item) => {
                return Err(syn::Error::new(
                    item.union_token.span,
                    "`#[model]` does not support unions: write a struct or an enum",
                ));
            }
            other => {
                return Err(syn::Error::new_spanned(
                    other,
                    "`#[model]` stands above a struct or an enum",
                ));
            }
        };
        Ok(Self {
            options,
            item,
            field_attributes,
        })
    }
}

fn take_field_attributes(fields: &mut Fields, errors: &mut Errors) -> Vec<Vec<Attribute>> {
    fields
        .iter_mut()
        .map(|field| take(&mut field.attrs, errors))
        .collect()
}

/// Takes the `#[field(..)]` attributes; the others stay.
fn take(attributes: &mut Vec<Attribute>, errors: &mut Errors) -> Vec<Attribute> {
    refuse_serde(attributes, errors);
    let (taken, kept) = std::mem::take(attributes)
        .into_iter()
        .partition(|attribute| attribute.path().is_ident("field"));
    *attributes = kept;
    taken
}

/// Notes what was written for serde's derives, and takes it away: `rustc` would complain of it in its own words.
fn refuse_serde(attributes: &mut Vec<Attribute>, errors: &mut Errors) {
    attributes.retain_mut(|attribute| {
        if attribute.path().is_ident("derive") {
            return refuse_serde_derives(attribute, errors);
        }
        if attribute.path().is_ident("serde") {
            let message = "`#[model]` does not read `#[serde(..)]`: its own options are `#[model(..)]` above the type \
                           and `#[field(..)]` above a field or variant";
            errors.push(&*attribute, message);
            return false;
        }
        true
    });
}

/// Whether a derive is left.
fn refuse_serde_derives(attribute: &mut Attribute, errors: &mut Errors) -> bool {
    let mut kept = Vec::new();
    let _ = attribute.parse_nested_meta(|derive| {
        match derive
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string())
            .as_deref()
        {
            Some(name @ ("Serialize" | "Deserialize")) => {
                errors.push(
                    &derive.path,
                    format_args!("`#[model]` writes `{name}` itself: remove it from the derive"),
                );
            }
            _ => kept.push(derive.path.clone()),
        }
        Ok(())
    });
    if let syn::Meta::List(list) = &mut attribute.meta {
        list.tokens = quote::quote!(#(#kept),*);
    }
    !kept.is_empty()
}
