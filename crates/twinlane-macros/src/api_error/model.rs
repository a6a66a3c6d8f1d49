//! The checked form of an error type.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Attribute, DeriveInput, Expr, Fields, Ident};

use crate::doc_comment::doc_comment;
use crate::errors::Errors;
use crate::options::{Options, WrittenOptions};
use crate::variant::{Variant, field_variable, refuse_above_enum, variants};

/// An error type without a mistake.
pub(super) struct ApiError<'i> {
    pub(super) name: &'i Ident,
    pub(super) cases: Vec<Case<'i>>,
}

/// A variant, or the whole of a struct.
pub(super) struct Case<'i> {
    /// The name of the variant; `None` of a struct.
    pub(super) variant: Option<&'i Ident>,
    pub(super) fields: &'i Fields,
    pub(super) kind: Kind,
}

/// The response to a case.
#[expect(
    clippy::large_enum_variant,
    reason = "there are few, and only while compiling"
)]
pub(super) enum Kind {
    /// A status and a detail.
    Answer {
        status: TokenStream,
        detail: Option<Expr>,
        description: Option<TokenStream>,
        /// A body of its own, in the place of the detail.
        body: Option<ErrorBody>,
        headers: Option<Expr>,
    },
    /// The response of the error within.
    Internal,
}

/// A body that is not `{"detail": ...}`.
pub(super) struct ErrorBody {
    pub(super) value: Expr,
    pub(super) media_type: Option<Expr>,
}

const OPTIONS: &[&str] = &[
    "status",
    "detail",
    "body",
    "media_type",
    "headers",
    "description",
    "internal",
];

const HINT: &str =
    "say how it is answered, as in `#[error(status = 404, detail = \"No such item\")]`";

impl<'i> ApiError<'i> {
    pub(super) fn new(input: &'i DeriveInput, errors: &mut Errors) -> Option<Self> {
        if !input.generics.params.is_empty() {
            errors.push(
                &input.generics,
                "an error of the application cannot be generic: write its types out",
            );
        }
        refuse_above_enum(input, "error", errors);
        let variants = match variants(input) {
            Ok(variants) => variants,
            Err(union) => {
                let message = "an error of the application is an enum or a struct";
                errors.push(union.union_token, message);
                return None;
            }
        };
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
        let Variant {
            name,
            fields,
            attributes,
            place,
        } = *variant;
        let Some(written) = errors.ok(WrittenOptions::of_all(attributes, "error"))? else {
            errors.push_error(syn::Error::new(place, HINT));
            return None;
        };
        let mut options = written.known(OPTIONS, errors);
        let kind = if options.flag("internal", errors) {
            internal(fields, place, errors)?
        } else {
            answer(&mut options, fields, (attributes, place), errors)?
        };
        Some(Self {
            variant: name,
            fields,
            kind,
        })
    }
}

fn internal(fields: &Fields, place: Span, errors: &mut Errors) -> Option<Kind> {
    if matches!(fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1) {
        return Some(Kind::Internal);
    }
    let message = "what is internal holds the error itself: write `Internal(twinlane::Error)`";
    errors.push_error(syn::Error::new(place, message));
    None
}

fn answer(
    options: &mut Options,
    fields: &Fields,
    (attributes, place): (&[Attribute], Span),
    errors: &mut Errors,
) -> Option<Kind> {
    let has_status = options.span("status").is_some();
    let expected = "`status` is a number from 400 to 599: write `status = 404`";
    let status = options.status(expected, 400..=599, errors);
    if !has_status {
        errors.push_error(syn::Error::new(place, HINT));
    }
    let description = options
        .text("description", errors)
        .map(ToTokens::into_token_stream);
    let detail = options.expression("detail", errors);
    let body = body(options, fields, errors);
    if let (Some(detail), Some(_)) = (&detail, &body) {
        errors.push(
            detail,
            "an error has a `detail` or a `body` of its own: leave one out",
        );
    }
    Some(Kind::Answer {
        status: status?,
        detail,
        description: description.or_else(|| doc_comment(attributes)),
        body,
        headers: options.expression("headers", errors),
    })
}

/// `body = Problem { .. }`, or `body` alone where the only field is the body.
fn body(options: &mut Options, fields: &Fields, errors: &mut Errors) -> Option<ErrorBody> {
    let span = options.span("body");
    let value = if options.take_word("body") {
        let field = (fields.len() == 1).then(|| field_variable(fields, 0));
        if field.is_none() {
            let message = "`body` alone is the only field: write `body = Problem { .. }`";
            errors.push_error(syn::Error::new(
                span.unwrap_or_else(Span::call_site),
                message,
            ));
        }
        field.map(|field| syn::parse_quote!(#field))
    } else {
        options.expression("body", errors)
    };
    if span.is_none() {
        options.refuse(&["media_type"], "it is that of a `body`", errors);
    }
    Some(ErrorBody {
        value: value?,
        media_type: options.media_type(errors),
    })
}
