//! The responses that a type is.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{DeriveInput, Expr, Field, Fields, Ident, LitStr, Type};

use crate::doc_comment::doc_comment;
use crate::errors::Errors;
use crate::options::WrittenOptions;
use crate::variant::{Variant, refuse_above_enum, variants};

/// A type that is one of several responses, without a mistake.
pub(super) struct ApiResponse<'i> {
    pub(super) name: &'i Ident,
    pub(super) cases: Vec<Case<'i>>,
}

/// A response: a variant, or the whole of a struct.
pub(super) struct Case<'i> {
    /// The name of the variant; `None` of a struct.
    pub(super) variant: Option<&'i Ident>,
    pub(super) fields: &'i Fields,
    pub(super) status: TokenStream,
    pub(super) description: Option<TokenStream>,
    /// Headers that are the same in every response of the case.
    pub(super) fixed_headers: Option<Expr>,
    pub(super) body: Option<Part<'i>>,
    pub(super) headers: Vec<Header<'i>>,
}

/// A field that is sent.
pub(super) struct Part<'i> {
    /// Its place among the fields.
    pub(super) place: usize,
    pub(super) ty: &'i Type,
}

/// A field that is a header.
pub(super) struct Header<'i> {
    pub(super) name: LitStr,
    pub(super) description: Option<TokenStream>,
    pub(super) part: Part<'i>,
}

const HINT: &str = "say how it is answered, as in `#[response(status = 201)]`";

impl<'i> ApiResponse<'i> {
    pub(super) fn new(input: &'i DeriveInput, errors: &mut Errors) -> Option<Self> {
        if !input.generics.params.is_empty() {
            errors.push(
                &input.generics,
                "a type that is several responses cannot be generic: write its types out",
            );
        }
        refuse_above_enum(input, "response", errors);
        let variants = match variants(input) {
            Ok(variants) => variants,
            Err(union) => {
                errors.push(union.union_token, "a response is an enum or a struct");
                return None;
            }
        };
        if variants.is_empty() {
            errors.push(
                &input.ident,
                "there is no response here: add a variant, as in `#[response(status = 201)] Created(Item)`",
            );
        }
        let cases = variants
            .into_iter()
            .filter_map(|variant| Case::new(&variant, errors))
            .collect();
        Some(Self {
            name: &input.ident,
            cases,
        })
    }
}

impl<'i> Case<'i> {
    fn new(variant: &Variant<'i>, errors: &mut Errors) -> Option<Self> {
        let (attributes, place) = (variant.attributes, variant.place);
        let Some(written) = errors.ok(WrittenOptions::of_all(attributes, "response"))? else {
            errors.push_error(syn::Error::new(place, HINT));
            return None;
        };
        let mut options = written.known(&["status", "description", "headers"], errors);
        if options.span("status").is_none() {
            errors.push_error(syn::Error::new(place, HINT));
        }
        let expected = "`status` is a number from 200 to 999: write `status = 201`";
        let status = options.status(expected, 200..=999, errors);
        let description = options
            .text("description", errors)
            .map(ToTokens::into_token_stream);
        let fixed_headers = options.expression("headers", errors);
        let (body, headers) = parts(variant.fields, errors);
        Some(Self {
            variant: variant.name,
            fields: variant.fields,
            status: status?,
            description: description.or_else(|| doc_comment(attributes)),
            fixed_headers,
            body,
            headers,
        })
    }
}

/// The body and the headers.
fn parts<'i>(fields: &'i Fields, errors: &mut Errors) -> (Option<Part<'i>>, Vec<Header<'i>>) {
    let mut body: Option<Part<'i>> = None;
    let mut headers = Vec::new();
    for (place, field) in fields.iter().enumerate() {
        let part = Part {
            place,
            ty: &field.ty,
        };
        let written = WrittenOptions::of_all(&field.attrs, "response");
        let Some(written) = errors.ok(written) else {
            continue;
        };
        if let Some(written) = written {
            headers.extend(header_name(field, written, errors).map(|name| Header {
                name,
                description: doc_comment(&field.attrs),
                part,
            }));
        } else if body.is_none() {
            body = Some(part);
        } else {
            errors.push(
                &field.ty,
                "a response has one body: write `#[response(header = \"x-name\")]` above what is a header",
            );
        }
    }
    (body, headers)
}

/// The name of the header that a field is: the one that is said, or its own with hyphens.
fn header_name(field: &Field, written: WrittenOptions, errors: &mut Errors) -> Option<LitStr> {
    let mut options = written.known(&["header"], errors);
    if !options.take_word("header") {
        return match options.name("header", errors) {
            None => {
                let span = field.span();
                errors.push_error(syn::Error::new(
                    span,
                    "a field with `#[response(..)]` is a header: write `#[response(header = \"x-name\")]`",
                ));
                None
            }
            name => name,
        };
    }
    let Some(ident) = &field.ident else {
        errors.push(
            &field.ty,
            "this field has no name of its own: write `#[response(header = \"x-name\")]`",
        );
        return None;
    };
    let name = ident.unraw().to_string().replace('_', "-");
    Some(LitStr::new(&name, ident.span()))
}
