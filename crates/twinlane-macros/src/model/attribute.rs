//! A model as syntax: the attribute and the type.

use proc_macro2::TokenStream;
use syn::{Attribute, Fields, Item, ItemEnum, ItemStruct, parse2};

use super::own_name;
use super::serde::{self, Above};
use crate::errors::Errors;
use crate::options::WrittenOptions;

/// A model as it is written.
pub(super) struct Written {
    pub(super) options: WrittenOptions,
    /// The item, without the attributes that only the macro reads.
    pub(super) item: WrittenItem,
    /// The options of each field of a struct or variant of an enum, by place.
    pub(super) parts: Vec<WrittenPart>,
}

/// The options of a field or a variant.
pub(super) struct WrittenPart {
    pub(super) options: WrittenOptions,
    /// Of a variant: the options of its fields.
    pub(super) fields: Vec<WrittenOptions>,
}

/// The items that `#[model]` can stand above.
pub(super) enum WrittenItem {
    Struct(ItemStruct),
    Enum(ItemEnum),
}

impl Written {
    /// Takes the input of the macro apart.
    ///
    /// # Errors
    ///
    /// The item is no type.
    pub(super) fn new(
        attribute: TokenStream,
        item: Item,
        errors: &mut Errors,
    ) -> syn::Result<Self> {
        let mut options: WrittenOptions = errors.ok(parse2(attribute)).unwrap_or_default();
        let (item, parts) = match item {
            Item::Struct(mut item) => {
                options.extend(serde::take(&mut item.attrs, Above::Type, errors));
                own_name::write_out(&item.ident, &item.generics, &mut item.fields);
                let fields = take_fields(&mut item.fields, errors);
                let part = |options| WrittenPart {
                    options,
                    fields: Vec::new(),
                };
                (
                    WrittenItem::Struct(item),
                    fields.into_iter().map(part).collect(),
                )
            }
            Item::Enum(mut item) => {
                options.extend(serde::take(&mut item.attrs, Above::Type, errors));
                let parts = item.variants.iter_mut().map(|variant| {
                    own_name::write_out(&item.ident, &item.generics, &mut variant.fields);
                    WrittenPart {
                        options: take(&mut variant.attrs, Above::Variant, errors),
                        fields: take_fields(&mut variant.fields, errors),
                    }
                });
                let parts = parts.collect();
                (WrittenItem::Enum(item), parts)
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
            parts,
        })
    }
}

fn take_fields(fields: &mut Fields, errors: &mut Errors) -> Vec<WrittenOptions> {
    fields
        .iter_mut()
        .map(|field| take(&mut field.attrs, Above::Field, errors))
        .collect()
}

/// Takes the `#[field(..)]` and `#[serde(..)]` attributes; the others stay.
fn take(attributes: &mut Vec<Attribute>, above: Above, errors: &mut Errors) -> WrittenOptions {
    let mut options = WrittenOptions::default();
    attributes.retain(|attribute| {
        let is_ours = attribute.path().is_ident("field");
        if is_ours {
            options.extend(errors.ok(WrittenOptions::of(attribute)).unwrap_or_default());
        }
        !is_ours
    });
    options.extend(serde::take(attributes, above, errors));
    options
}
