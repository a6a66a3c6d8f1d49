//! An enum whose variants hold data: one of several shapes, told apart by the value or by a tag.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, LitStr, Type};

use super::fields::PlacedFields;
use super::head::{Head, read, write};
use super::newtype::checked;
use super::parts::Target;
use crate::model::model::{Arm, Extra, Held, Tag};
use crate::span::at;

/// The implementations for the enum.
pub(super) fn implementations(name: &Ident, arms: &[Arm<'_>], tag: Option<&Tag>) -> TokenStream {
    let tag = tag.map(|Tag(tag)| tag);
    let arms: Vec<PlacedArm<'_>> = arms
        .iter()
        .enumerate()
        .map(|(place, arm)| PlacedArm::new(name, place, arm, tag))
        .collect();
    let head = Head::plain(name);
    let items = arms.iter().map(PlacedArm::items);
    let data_type = data_type(&head, &arms, tag);
    let reading = reading(&head, &arms);
    let tagged = tag.map(|tag| tagged(&head, &arms, tag));
    let serde = head.serde();
    quote! {
        #(#items)*
        #data_type
        #reading
        #tagged
        #serde
    }
}

/// A variant and its place.
struct PlacedArm<'a> {
    name: &'a Ident,
    place: usize,
    arm: &'a Arm<'a>,
    tag: Option<&'a LitStr>,
}

impl<'a> PlacedArm<'a> {
    fn new(name: &'a Ident, place: usize, arm: &'a Arm<'a>, tag: Option<&'a LitStr>) -> Self {
        Self {
            name,
            place,
            arm,
            tag,
        }
    }

    fn number(&self) -> u32 {
        u32::try_from(self.place).unwrap_or(u32::MAX)
    }

    /// The type that reads and writes the value that it holds.
    fn held_type(&self, ty: &Type) -> TokenStream {
        let held = if self.tag.is_some() {
            quote!(VariantModel)
        } else {
            quote!(FieldType)
        };
        quote_spanned!(at(ty.span())=> <#ty as __tl::#held>)
    }

    fn fields(&self) -> PlacedFields<'a> {
        let fields = match &self.arm.holds {
            Held::Fields(fields) => fields.as_slice(),
            Held::Nothing | Held::Value { .. } => &[],
        };
        PlacedFields::new(fields, &format!("{}_", self.place), false)
    }

    /// True if it is an object of its own: fields, or in a tagged union the tag alone.
    fn is_object(&self) -> bool {
        match self.arm.holds {
            Held::Fields(_) => true,
            Held::Nothing => self.tag.is_some(),
            Held::Value { .. } => false,
        }
    }

    fn reader(&self) -> Ident {
        format_ident!("__Arm{}", self.place)
    }

    /// The variant, for a pattern or an expression. Braces suit every kind.
    fn variant(&self) -> TokenStream {
        let (name, ident) = (self.name, self.arm.ident);
        quote!(#name::#ident)
    }

    /// The constants and the reader that the implementations share.
    fn items(&self) -> TokenStream {
        if let Held::Value { ty, rules, .. } = &self.arm.holds {
            return rules.assertions(ty, &self.held_type(ty));
        }
        if !self.is_object() {
            return TokenStream::new();
        }
        let fields = self.fields();
        let constants = fields.constants();
        let (reader, name) = (self.reader(), self.name);
        let parts = fields.parts(&Target {
            head: &Head::plain(&reader),
            value: quote!(#name),
            constructor: self.variant(),
            extra: Extra::Ignore,
        });
        quote! {
            #constants
            struct #reader;
            #parts
        }
    }

    /// Its row in the table: a function that gives a shape, or in a tagged union a model.
    fn row(&self) -> TokenStream {
        match &self.arm.holds {
            Held::Value { ty, .. } if self.tag.is_some() => {
                let tag = self.tag_shape();
                let held = self.held_type(ty);
                quote!(|| const { &__tl::ModelShape { tag: #tag, ..*#held::MODEL } })
            }
            Held::Value { ty, rules, check } => {
                checked(ty, rules, check.as_ref(), &self.held_type(ty)).map_or_else(
                    || {
                        let held = self.held_type(ty);
                        quote!(#held::shape)
                    },
                    |shape| quote!(|| const { &#shape }),
                )
            }
            _ if !self.is_object() => quote!(|| &__tl::Shape::Null),
            _ => {
                let model = self.own_model();
                if self.tag.is_some() {
                    quote!(|| const { &#model })
                } else {
                    quote!(|| const { &__tl::Shape::Model(&#model) })
                }
            }
        }
    }

    /// The table of a variant with fields: a model of the variant's name, within the enum.
    fn own_model(&self) -> TokenStream {
        let (name, module) = (self.arm.ident.to_string(), self.name.to_string());
        let (fields, tag) = (self.fields().shapes(), self.tag_shape());
        quote! {
            __tl::ModelShape {
                fields: #fields,
                tag: #tag,
                ..__tl::ModelShape::new(#name, ::core::concat!(::core::module_path!(), "::", #module))
            }
        }
    }

    fn tag_shape(&self) -> TokenStream {
        if let Some(tag) = self.tag {
            let tags = &self.arm.tags;
            quote!(::core::option::Option::Some(__tl::TagShape { name: #tag, values: &[#(#tags),*] }))
        } else {
            quote!(::core::option::Option::None)
        }
    }

    fn holds(&self) -> TokenStream {
        let variant = self.variant();
        match &self.arm.holds {
            Held::Nothing => quote!(#variant => true,),
            Held::Value { ty, rules, check } => {
                let check = check.as_ref().map(
                    |check| quote_spanned!(at(check.span())=> && ::core::result::Result::is_ok(&__tl::Checked::run_check(__value, #check))),
                );
                let held = self.held_type(ty);
                quote!(#variant(__value) => #held::keeps(__value, &#rules) #check,)
            }
            Held::Fields(_) => {
                let fields = self.fields();
                let idents = fields.idents();
                let holds = fields.hold(|ident| quote!(#ident));
                quote!(#variant { #(#idents),* } => #holds,)
            }
        }
    }

    fn write(&self) -> TokenStream {
        let variant = self.variant();
        let tag = self.tag.zip(self.arm.tags.first());
        let entry = tag.map(|(tag, text)| {
            let entry =
                quote!(__tl::serde::ser::SerializeMap::serialize_entry(__map, #tag, #text)?;);
            match &self.arm.holds {
                // A field of the tag's name is written by the model.
                Held::Value { ty, .. } => {
                    let held = self.held_type(ty);
                    quote!(if const { !__tl::writes_key(#held::MODEL, #tag) } { #entry })
                }
                Held::Nothing | Held::Fields(_) => entry,
            }
        });
        let object = |pattern: TokenStream, fields: TokenStream| {
            quote! {
                #variant #pattern => {
                    let mut __object = __tl::serde::Serializer::serialize_map(__serializer, ::core::option::Option::None)?;
                    let __map = &mut __object;
                    #entry
                    #fields
                    __tl::serde::ser::SerializeMap::end(__object)
                }
            }
        };
        match &self.arm.holds {
            Held::Nothing if self.tag.is_some() => object(TokenStream::new(), TokenStream::new()),
            Held::Nothing => {
                quote!(#variant => __tl::serde::Serializer::serialize_unit(__serializer),)
            }
            Held::Value { ty, .. } if self.tag.is_some() => {
                let held = self.held_type(ty);
                object(
                    quote!((__value)),
                    quote!(#held::write_fields(__value, __map)?;),
                )
            }
            Held::Value { ty, .. } => {
                let held = self.held_type(ty);
                quote!(#variant(__value) => #held::write(__value, __serializer),)
            }
            Held::Fields(_) => {
                let fields = self.fields();
                let idents = fields.idents();
                object(
                    quote!({ #(#idents),* }),
                    fields.write(|ident| quote!(#ident)),
                )
            }
        }
    }

    /// Reads it, of what the slow pass has taken.
    fn read_arm(&self) -> TokenStream {
        let (variant, number) = (self.variant(), self.number());
        match &self.arm.holds {
            Held::Value { ty, .. } => {
                let held = self.held_type(ty);
                quote!(#number => #held::of_variant(__arm).map(#variant),)
            }
            _ if self.is_object() => {
                let reader = self.reader();
                quote!(#number => __tl::read_arm_fields::<#reader, _>(__arm),)
            }
            _ => quote!(#number => __arm.unit_variant().map(|()| #variant),),
        }
    }

    /// Reads it, of the fields behind its tag.
    fn read_tagged(&self) -> TokenStream {
        let (variant, tags) = (self.variant(), &self.arm.tags);
        let body = if let Held::Value { ty, .. } = &self.arm.holds {
            let (tag, held) = (self.tag, self.held_type(ty));
            quote!({
                // The slow pass gives the tag to the field that has its name, and chooses among names.
                if const {
                    let __model = #held::MODEL;
                    __tl::reads_key(__model, #tag) || __tl::chooses(__model)
                } {
                    return ::core::option::Option::Some(__tl::read_tagged_slowly(__tag, __map));
                }
                #held::read_fields(__map).map(#variant)
            })
        } else if self
            .fields()
            .on_the_wire()
            .any(|placed| !placed.field.choices.is_empty())
        {
            quote!(__tl::read_tagged_slowly(__tag, __map))
        } else {
            let reader = self.reader();
            quote!(__tl::read_parts::<#reader, __A>(__map))
        };
        quote!(#(#tags)|* => #body,)
    }
}

fn data_type(head: &Head<'_>, arms: &[PlacedArm<'_>], tag: Option<&LitStr>) -> TokenStream {
    let rows = arms.iter().map(PlacedArm::row);
    let name = head.name.to_string();
    let (shape, body) = if let Some(tag) = tag {
        (
            quote! {
                __tl::Shape::Tagged(&__tl::TaggedShape { tag: #tag, arms: &[#(#rows),*] })
            },
            quote!(__tl::read_tagged(__deserializer)),
        )
    } else {
        (
            quote!(__tl::Shape::Union(&__tl::UnionShape {
                name: #name,
                module: ::core::module_path!(),
                arms: &[#(#rows),*],
            })),
            quote!(__tl::read_union(__deserializer)),
        )
    };
    let read = read(&body);
    let written = arms.iter().map(PlacedArm::write);
    let write = write(&quote! {
        use __tl::serde::ser::SerializeMap as _;
        match self { #(#written)* }
    });
    let holds = arms.iter().map(PlacedArm::holds);
    let from_text = tag.is_none().then(|| {
        quote! {
            fn from_text(__text: &str) -> ::core::option::Option<Self> {
                __tl::union_from_text(__text)
            }
        }
    });
    head.implement(
        &quote!(__tl::DataType),
        &quote! {
            const SHAPE: &'static __tl::Shape = &#shape;
            #read
            #write
            fn holds(&self) -> bool {
                match self { #(#holds)* }
            }
            fn measure(&self) -> __tl::Measure<'_> {
                __tl::Measure::Lax
            }
            #from_text
        },
    )
}

fn reading(head: &Head<'_>, arms: &[PlacedArm<'_>]) -> TokenStream {
    let read = arms.iter().map(PlacedArm::read_arm);
    head.implement(
        &quote!(__tl::Arms),
        &quote! {
            fn read_arm<'de, __A: __tl::serde::de::VariantAccess<'de>>(
                __place: u32,
                __arm: __A,
            ) -> ::core::result::Result<Self, __A::Error> {
                match __place {
                    #(#read)*
                    _ => ::core::result::Result::Err(__tl::unknown()),
                }
            }
        },
    )
}

fn tagged(head: &Head<'_>, arms: &[PlacedArm<'_>], tag: &LitStr) -> TokenStream {
    let read = arms.iter().map(PlacedArm::read_tagged);
    head.implement(
        &quote!(__tl::TaggedArms),
        &quote! {
            const TAG: &'static str = #tag;
            fn read_tagged<'de, __A: __tl::serde::de::MapAccess<'de>>(
                __tag: &str,
                __map: &mut __A,
            ) -> ::core::option::Option<::core::result::Result<Self, __A::Error>> {
                ::core::option::Option::Some(match __tag {
                    #(#read)*
                    _ => return ::core::option::Option::None,
                })
            }
        },
    )
}
