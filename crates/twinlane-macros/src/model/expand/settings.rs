//! Settings: a model, and where its values are looked for.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use super::fields::{Placed, PlacedFields};
use super::head::Head;
use crate::deprecated;
use crate::model::attribute::Written;
use crate::model::model::Model;
use crate::model::settings::{DotenvFiltering, Settings};
use crate::options::said;
use crate::root::Root;

/// The item and its implementations.
pub(in crate::model) fn tokens(
    root: Root,
    written: &Written,
    model: &Model<'_>,
    settings: &Settings,
) -> TokenStream {
    let tokens = super::tokens(root, written, model);
    let Model::Object(_, object) = model else {
        return tokens;
    };
    let name = written.item.name();
    let conditions = super::conditions(&written.item);
    let allowed = deprecated::allowed(written.item.attributes());
    let fields = PlacedFields::new(&object.fields, "", false);
    let constants = fields.rule_constants();
    let implementation = implementation(name, settings, &fields);
    quote! {
        #tokens
        #(#conditions)*
        #allowed
        const _: () = {
            #root
            #constants
            const _: () = ::core::assert!(
                !__tl::chooses(<#name as __tl::Model>::MODEL),
                "a flattened model of settings reads a field along a path, or by a name that two share: \
                 a setting has names of its own"
            );
            #implementation
        };
    }
}

/// An implementation that is never called.
pub(in crate::model) fn fallback(name: &Ident) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl __tl::LoadSettings for #name {
            const SETTINGS: &'static __tl::SettingsShape = &__tl::SettingsShape::NONE;
            fn check_default(_: &str, _: &mut __tl::ErrorList) {}
        }
    }
}

fn implementation(name: &Ident, settings: &Settings, fields: &PlacedFields<'_>) -> TokenStream {
    let shape = shape(settings);
    let arms = fields.read().filter_map(Placed::check_of_default);
    Head::plain(name).implement(
        &quote!(__tl::LoadSettings),
        &quote! {
            const SETTINGS: &'static __tl::SettingsShape = &#shape;
            fn check_default(__name: &str, __errors: &mut __tl::ErrorList) {
                match __name {
                    #(#arms)*
                    _ => {}
                }
            }
        },
    )
}

fn shape(settings: &Settings) -> TokenStream {
    let Settings {
        prefix,
        env_files,
        secrets_dirs,
        nested_delimiter,
        nested_max_split,
        case_sensitive,
        ignore_empty,
        parse_none_str,
        dotenv_filtering,
        populate_by_name,
    } = settings;
    let prefix = prefix.as_ref().map(|prefix| quote!(prefix: #prefix,));
    let nested_delimiter = said("nested_delimiter", nested_delimiter.as_ref());
    let nested_max_split = said("nested_max_split", nested_max_split.as_ref());
    let parse_none_str = said("parse_none_str", parse_none_str.as_ref());
    let dotenv_filtering = match dotenv_filtering {
        None => quote!(All),
        Some(DotenvFiltering::OnlyExisting) => quote!(OnlyExisting),
        Some(DotenvFiltering::MatchPrefix) => quote!(MatchPrefix),
    };
    quote! {
        __tl::SettingsShape {
            #prefix
            env_files: &[#(#env_files),*],
            secrets_dirs: &[#(#secrets_dirs),*],
            #nested_delimiter
            #nested_max_split
            case_sensitive: #case_sensitive,
            ignore_empty: #ignore_empty,
            #parse_none_str
            dotenv_filtering: __tl::DotenvFiltering::#dotenv_filtering,
            populate_by_name: #populate_by_name,
            ..__tl::SettingsShape::NONE
        }
    }
}
