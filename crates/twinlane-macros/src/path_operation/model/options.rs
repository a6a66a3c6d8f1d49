//! The options of the attribute, beside the path and the lane.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Path};

use super::callbacks::callbacks;
use super::response::{self, Response};
use super::selection::Selection;
use crate::callable::{ERROR_LIMITS, Effect, FORM_LIMITS, LaneOptions, dependencies, middleware};
use crate::doc_comment::doc_comment;
use crate::errors::Errors;
use crate::function::Function;
use crate::options::{Options, as_text};
use crate::span::at;

/// The options of the attribute, beside the path and the lane.
#[derive(Default)]
pub(crate) struct OperationOptions {
    pub(crate) status: Option<TokenStream>,
    pub(crate) name: Option<Expr>,
    pub(crate) tags: Vec<Expr>,
    pub(crate) summary: Option<Expr>,
    pub(crate) description: Option<TokenStream>,
    pub(crate) response_description: Option<Expr>,
    pub(crate) responses: Vec<Response>,
    pub(crate) selection: Selection,
    pub(crate) media_type: Option<Expr>,
    pub(crate) callbacks: Vec<Path>,
    pub(crate) dependencies: Vec<Effect>,
    /// The outermost first.
    pub(crate) middleware: Vec<Expr>,
    pub(crate) timeout: Option<Expr>,
    /// True if dependencies that do not need each other are made at the same time.
    pub(crate) concurrent: bool,
    pub(crate) operation_id: Option<Expr>,
    pub(crate) unique_id: Option<Expr>,
    pub(crate) deprecated: bool,
    pub(crate) hidden: bool,
    pub(crate) openapi_extra: Option<Expr>,
    pub(crate) max_body_size: Option<Expr>,
    /// The limits of forms. An option that is not set is taken over from outside.
    pub(crate) form_limits: Option<TokenStream>,
    /// The limits of errors, likewise.
    pub(crate) error_limits: Option<TokenStream>,
    pub(crate) lane: LaneOptions,
}

impl OperationOptions {
    pub(super) fn take(options: &mut Options, function: &Function, errors: &mut Errors) -> Self {
        let expected = "`status` is a number from 200 to 999, for what is below is not the last response: write `status = 201`";
        let comment = doc_comment(&function.attributes);
        Self {
            status: options.status(expected, 200..=999, errors),
            name: options.full_text("name", errors),
            tags: options.full_texts("tags", errors),
            summary: options.text("summary", errors),
            description: description(options.text("description", errors), comment),
            response_description: options.text("response_description", errors),
            responses: response::all(options, errors),
            selection: Selection::take(options, errors),
            media_type: options.media_type(errors),
            callbacks: callbacks(options, errors),
            dependencies: dependencies(options, errors),
            middleware: middleware(options, errors),
            timeout: options.expression("timeout", errors),
            concurrent: options.flag("concurrent", errors),
            operation_id: options.full_text("operation_id", errors),
            unique_id: options.expression("generate_unique_id_function", errors),
            deprecated: options.flag("deprecated", errors),
            hidden: options.flag("hidden", errors),
            openapi_extra: options.object("openapi_extra", "{ \"x-group\": 1 }", errors),
            max_body_size: options.expression("max_body_size", errors),
            form_limits: FORM_LIMITS.take(options, errors),
            error_limits: ERROR_LIMITS.take(options, errors),
            lane: LaneOptions::take(options, errors),
        }
    }
}

/// The description that is said; the doc comment if that says nothing.
fn description(said: Option<Expr>, comment: Option<TokenStream>) -> Option<TokenStream> {
    let (said, comment) = match (said, comment) {
        (Some(said), Some(comment)) => (said, comment),
        (said, comment) => return said.map(ToTokens::into_token_stream).or(comment),
    };
    Some(match as_text(&said) {
        Some(text) if text.value().is_empty() => comment,
        Some(text) => text.into_token_stream(),
        None => quote_spanned!(at(said.span())=> match #said { "" => #comment, __said => __said }),
    })
}
