//! What a path operation means. Everything that is known to be wrong while compiling is found here.

mod parameter;
mod path;
mod response;
mod scopes;
mod signature;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprPath, LitStr, Path, Token};

use super::MacroName;
use super::attribute::Written;
use crate::doc_comment::doc_comment;
use crate::errors::Errors;
use crate::function::Function;
use crate::options::{Options, WrittenOptions, ungrouped};

pub(super) use parameter::{Lent, Parameter, Source};
pub(super) use response::Response;

/// A path operation without a mistake.
pub(super) struct Operation<'w> {
    pub(super) method: super::Method,
    pub(super) path: LitStr,
    pub(super) lane: Lane,
    pub(super) options: OperationOptions,
    pub(super) parameters: Vec<Parameter<'w>>,
    pub(super) function: &'w Function,
}

/// Where the function runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Lane {
    Loop,
    Thread,
    Cpu,
    InPlace,
}

/// The options of the attribute, beside the path and the lane.
#[derive(Default)]
pub(super) struct OperationOptions {
    pub(super) status: Option<u16>,
    pub(super) tags: Vec<LitStr>,
    pub(super) summary: Option<Expr>,
    pub(super) description: Option<TokenStream>,
    pub(super) response_description: Option<Expr>,
    pub(super) responses: Vec<Response>,
    pub(super) selection: Selection,
    pub(super) media_type: Option<LitStr>,
    pub(super) callbacks: Vec<Path>,
    pub(super) dependencies: Vec<Effect>,
    /// Whether dependencies that do not need each other are made at the same time.
    pub(super) concurrent: bool,
    pub(super) operation_id: Option<LitStr>,
    pub(super) deprecated: bool,
    pub(super) hidden: bool,
    pub(super) openapi_extra: Option<Expr>,
    pub(super) max_body_size: Option<Expr>,
    /// The value of the limits: what is not said is taken over from outside.
    pub(super) form_limits: Option<TokenStream>,
    /// Likewise.
    pub(super) error_limits: Option<TokenStream>,
    pub(super) lane: LaneOptions,
}

/// What is said of how it runs, beside its lane.
#[derive(Default)]
pub(super) struct LaneOptions {
    pub(super) thread_capacity: Option<Expr>,
    pub(super) thread_queue: Option<Expr>,
    pub(super) never_shed: bool,
    pub(super) cancel_on_disconnect: Option<bool>,
}

/// A dependency that runs for its effect.
pub(super) struct Effect {
    pub(super) dependency: Path,
    pub(super) scopes: Vec<LitStr>,
}

/// Which fields of the answer are sent.
#[derive(Default)]
pub(super) struct Selection {
    pub(super) include: Vec<LitStr>,
    pub(super) exclude: Vec<LitStr>,
    pub(super) exclude_none: bool,
    pub(super) exclude_defaults: bool,
}

/// The names of the options.
pub(super) const OPTIONS: &[&str] = &[
    "status",
    "tags",
    "summary",
    "description",
    "response_description",
    "responses",
    "response_include",
    "response_exclude",
    "response_exclude_none",
    "response_exclude_defaults",
    "media_type",
    "callbacks",
    "dependencies",
    "concurrent",
    "operation_id",
    "deprecated",
    "hidden",
    "openapi_extra",
    "max_body_size",
    "form_limits",
    "error_limits",
    "cpu",
    "in_place",
    "thread_capacity",
    "thread_queue",
    "never_shed",
    "cancel_on_disconnect",
];

/// Those that say something of a request which others answer.
const OUTGOING_OPTIONS: &[&str] = &[
    "status",
    "tags",
    "summary",
    "description",
    "response_description",
    "responses",
    "operation_id",
    "deprecated",
    "hidden",
    "openapi_extra",
];

impl<'w> Operation<'w> {
    /// The operation; `None` where a mistake leaves nothing to go on with.
    pub(super) fn new(written: &'w Written, errors: &mut Errors) -> Option<Self> {
        let function = &written.function;
        signature::check(written, errors);
        let path = path::read(written, errors);
        let mut options = written
            .options
            .clone()
            .unwrap_or_default()
            .known(known_options(written), errors);
        let lane = lane(function, &mut options, errors);
        check_thread_options(lane, &options, errors);
        let options = OperationOptions::take(&mut options, function, errors);
        let parameters = parameter::all(written, errors);
        Some(Self {
            method: written.method,
            path: path?,
            lane,
            options,
            parameters,
            function,
        })
    }
}

fn known_options(written: &Written) -> &'static [&'static str] {
    match written.macro_name {
        MacroName::Operation(_) => OPTIONS,
        MacroName::Webhook | MacroName::Callback => OUTGOING_OPTIONS,
        MacroName::Dependency => &["cpu", "in_place", "thread_capacity"],
    }
}

impl Selection {
    fn take(options: &mut Options, errors: &mut Errors) -> Self {
        Self {
            include: options.texts("response_include", errors),
            exclude: options.texts("response_exclude", errors),
            exclude_none: options.flag("response_exclude_none", errors),
            exclude_defaults: options.flag("response_exclude_defaults", errors),
        }
    }
}

impl OperationOptions {
    fn take(options: &mut Options, function: &Function, errors: &mut Errors) -> Self {
        let expected = "`status` is a number from 200 to 999, for what is below is not the last response: write `status = 201`";
        let description = options
            .text("description", errors)
            .map(ToTokens::into_token_stream);
        Self {
            status: options.status(expected, 200..=999, errors),
            tags: options.full_texts("tags", errors),
            summary: options.text("summary", errors),
            description: description.or_else(|| doc_comment(&function.attributes)),
            response_description: options.text("response_description", errors),
            responses: response::all(options, errors),
            selection: Selection::take(options, errors),
            media_type: options.full_name("media_type", errors),
            callbacks: callbacks(options, errors),
            dependencies: dependencies(options, errors),
            concurrent: options.flag("concurrent", errors),
            operation_id: options.full_name("operation_id", errors),
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

impl LaneOptions {
    fn take(options: &mut Options, errors: &mut Errors) -> Self {
        let cancel = options.span("cancel_on_disconnect");
        Self {
            thread_capacity: options.at_least_one("thread_capacity", errors),
            thread_queue: options.expression("thread_queue", errors),
            never_shed: options.flag("never_shed", errors),
            cancel_on_disconnect: cancel.map(|_| options.flag("cancel_on_disconnect", errors)),
        }
    }
}

/// `callbacks(invoice_paid, invoices::sent)`.
fn callbacks(options: &mut Options, errors: &mut Errors) -> Vec<Path> {
    let expected = "`callbacks` names functions in parentheses: write `callbacks(invoice_paid)`";
    let callbacks: Option<Paths> = options.list("callbacks", expected, errors);
    callbacks.map(|Paths(paths)| paths).unwrap_or_default()
}

/// `dependencies = [require_token, #[scopes("items")] items::log]`.
fn dependencies(options: &mut Options, errors: &mut Errors) -> Vec<Effect> {
    let expected =
        "`dependencies` is a list of dependencies: write `dependencies = [require_token]`";
    let read = |value: &Expr| match value {
        Expr::Array(list) => list.elems.iter().map(as_path).collect(),
        _ => None,
    };
    let paths: Vec<ExprPath> = options
        .value("dependencies", expected, errors, read)
        .unwrap_or_default();
    let effects = paths.into_iter().map(|ExprPath { attrs, path, .. }| {
        let is_scopes = |attribute: &&Attribute| attribute.path().is_ident("scopes");
        if let Some(other) = attrs.iter().find(|attribute| !is_scopes(attribute)) {
            errors.push(other, "a dependency here can have `#[scopes]` alone");
        }
        Effect {
            dependency: path,
            scopes: scopes::read(attrs.iter().filter(is_scopes), errors),
        }
    });
    effects.collect()
}

fn as_path(value: &Expr) -> Option<ExprPath> {
    match ungrouped(value) {
        Expr::Path(path) => Some(path.clone()),
        _ => None,
    }
}

struct Paths(Vec<Path>);

impl Parse for Paths {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let paths = Punctuated::<Path, Token![,]>::parse_terminated(input)?;
        Ok(Self(paths.into_iter().collect()))
    }
}

/// Limits that stand together in parentheses.
struct Limits {
    option: &'static str,
    type_name: &'static str,
    names: &'static [&'static str],
    expected: &'static str,
}

const FORM_LIMITS: Limits = Limits {
    option: "form_limits",
    type_name: "FormLimits",
    names: &["max_fields", "max_files", "max_part_size"],
    expected: "`form_limits` has limits in parentheses: write `form_limits(max_files = 10)`",
};

const ERROR_LIMITS: Limits = Limits {
    option: "error_limits",
    type_name: "ErrorLimits",
    names: &["max_input_size", "max_response_size"],
    expected: "`error_limits` has limits in parentheses: write `error_limits(max_input_size = 1024)`",
};

impl Limits {
    fn take(&self, options: &mut Options, errors: &mut Errors) -> Option<TokenStream> {
        let limits: WrittenOptions = options.list(self.option, self.expected, errors)?;
        let mut limits = limits.known(self.names, errors);
        let said = self.names.iter().filter_map(|name| {
            let limit = limits.expression(name, errors)?;
            let name = format_ident!("{name}");
            Some(quote!(.#name(#limit)))
        });
        let said: TokenStream = said.collect();
        let type_name = format_ident!("{}", self.type_name);
        Some(quote!(__tl::#type_name::new() #said))
    }
}

/// The options of the thread lane are for what runs in it, and one of them for what waits in no line.
fn check_thread_options(lane: Lane, options: &Options, errors: &mut Errors) {
    let waits_in_line = ["thread_capacity", "thread_queue"];
    let instead = match lane {
        Lane::Thread => {
            let waits = waits_in_line
                .iter()
                .find(|name| options.span(name).is_some());
            if let (Some(waits), Some(span)) = (waits, options.span("never_shed")) {
                let message = format!(
                    "what is never shed waits in no line: remove `never_shed` or `{waits}`"
                );
                errors.push_error(syn::Error::new(span, message));
            }
            return;
        }
        Lane::Loop => "an `async fn` runs on the event loop, which has no line to wait in",
        Lane::Cpu => "the cpu lane has one place for each core",
        Lane::InPlace => "what is `in_place` runs at once",
    };
    for name in waits_in_line.into_iter().chain(["never_shed"]) {
        if let Some(span) = options.span(name) {
            let message = format!("`{name}` is for a plain `fn` in the thread lane: {instead}");
            errors.push_error(syn::Error::new(span, message));
        }
    }
}

fn lane(function: &Function, options: &mut Options, errors: &mut Errors) -> Lane {
    let named = [("cpu", Lane::Cpu), ("in_place", Lane::InPlace)];
    let asked = named.map(|(name, lane)| {
        let place = options.span(name);
        options
            .flag(name, errors)
            .then_some((name, lane, place.unwrap_or_else(Span::call_site)))
    });
    let is_async = function.signature.asyncness.is_some();
    match asked {
        [Some((one, ..)), Some((other, lane, place))] => {
            let message = format!("a function runs in one lane: remove `{one}` or `{other}`");
            errors.push_error(syn::Error::new(place, message));
            lane
        }
        [Some((name, _, place)), None] | [None, Some((name, _, place))] if is_async => {
            let message = format!(
                "an `async fn` runs on the event loop already: `{name}` is for a plain `fn`"
            );
            errors.push_error(syn::Error::new(place, message));
            Lane::Loop
        }
        [Some((_, lane, _)), None] | [None, Some((_, lane, _))] => lane,
        [None, None] if is_async => Lane::Loop,
        [None, None] => Lane::Thread,
    }
}
