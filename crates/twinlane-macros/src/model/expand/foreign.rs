//! The implementation that reads and writes a foreign value.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

use crate::model::model::Foreign;
use crate::span::at;

impl Foreign {
    /// The implementation for the type called `name`; `label` is what it is called in a union's errors.
    pub(super) fn implementation(&self, name: &Ident, ty: &Type, label: &str) -> TokenStream {
        let is_option = quote! {{
            use __tl::OptionProbeDefault as _;
            <__tl::OptionProbe<#ty>>::IS_OPTION
        }};
        self.implement(name, ty, label, &is_option)
    }

    /// The implementation for a newtype. It has the schema that it was given, whatever it holds.
    pub(super) fn of_newtype(&self, name: &Ident, ty: &Type) -> TokenStream {
        self.implement(name, ty, &name.to_string(), &quote!(false))
    }

    fn implement(
        &self,
        name: &Ident,
        ty: &Type,
        label: &str,
        is_option: &TokenStream,
    ) -> TokenStream {
        let Self {
            read,
            write,
            schema,
        } = self;
        let call_read = quote_spanned!(at(ty.span())=> #read(__deserializer));
        let call_write = quote_spanned!(at(ty.span())=> #write(__value, __serializer));
        quote! {
            #[automatically_derived]
            impl __tl::Foreign for #name {
                type Value = #ty;
                const LABEL: &'static str = #label;
                const IS_OPTION: bool = #is_option;
                fn read<'de, __D: __tl::serde::Deserializer<'de>>(
                    __deserializer: __D,
                ) -> ::core::result::Result<#ty, __D::Error> {
                    #call_read
                }
                fn write<__S: __tl::serde::Serializer>(
                    __value: &#ty,
                    __serializer: __S,
                ) -> ::core::result::Result<__S::Ok, __S::Error> {
                    #call_write
                }
                fn schema() -> __tl::serde_json::Value {
                    #schema
                }
            }
        }
    }
}

/// A check of a foreign value, as the tables have it; `name` is what implements `Foreign`.
pub(super) fn foreign_check(name: &TokenStream, written: Span, check: &TokenStream) -> TokenStream {
    quote_spanned! {at(written)=>
        |__value| __tl::check::<__tl::Via<#name>, _, _>(__value, |__via: &__tl::Via<#name>| {
            __tl::Checked::run_check(&__via.0, #check)
        })
    }
}
