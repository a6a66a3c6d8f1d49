//! The meaning of a `#[websocket]`. Everything that is known to be wrong while compiling is found here.

use proc_macro2::TokenStream;
use syn::{Expr, LitStr};

use crate::callable::{
    Callable, Called, ERROR_LIMITS, Effect, Lane, PathAndOptions, WrittenCallable, all_parameters,
    check_operation, dependencies, lane, middleware, path_template,
};
use crate::errors::Errors;
use crate::options::Options;

/// The names of the options.
pub(super) const OPTIONS: &[&str] = &[
    "name",
    "dependencies",
    "middleware",
    "concurrent",
    "error_limits",
    "compression",
    "max_message_size",
    "ping_interval",
    "ping_timeout",
    "write_timeout",
    "disconnect_timeout",
    "origins",
];

const EXAMPLE: &str = "`#[websocket(\"/rooms/{room}\")]`";

/// A WebSocket operation without a mistake.
pub(super) struct WebSocket<'w> {
    pub(super) path: LitStr,
    pub(super) options: WebSocketOptions,
    pub(super) callable: Callable<'w>,
}

/// The options of the attribute, beside the path.
pub(super) struct WebSocketOptions {
    pub(super) name: Option<Expr>,
    pub(super) dependencies: Vec<Effect>,
    pub(super) middleware: Vec<Expr>,
    pub(super) concurrent: bool,
    pub(super) error_limits: Option<TokenStream>,
    pub(super) compression: Option<bool>,
    pub(super) max_message_size: Option<Expr>,
    pub(super) ping_interval: Option<Expr>,
    pub(super) ping_timeout: Option<Expr>,
    pub(super) write_timeout: Option<Expr>,
    pub(super) disconnect_timeout: Option<Expr>,
    pub(super) origins: Option<Expr>,
}

impl WebSocketOptions {
    fn take(options: &mut Options, errors: &mut Errors) -> Self {
        let compression = options.span("compression");
        Self {
            name: options.full_text("name", errors),
            dependencies: dependencies(options, errors),
            middleware: middleware(options, errors),
            concurrent: options.flag("concurrent", errors),
            error_limits: ERROR_LIMITS.take(options, errors),
            compression: compression.map(|_| options.flag("compression", errors)),
            max_message_size: options.at_least_one("max_message_size", errors),
            ping_interval: options.expression("ping_interval", errors),
            ping_timeout: options.expression("ping_timeout", errors),
            write_timeout: options.expression("write_timeout", errors),
            disconnect_timeout: options.expression("disconnect_timeout", errors),
            origins: options.expression("origins", errors),
        }
    }
}

impl<'w> WebSocket<'w> {
    pub(super) fn new(
        written: &'w WrittenCallable,
        arguments: Option<PathAndOptions>,
        errors: &mut Errors,
    ) -> Option<Self> {
        let function = &written.function;
        check_operation(written, "", errors);
        let path = path_template(written, arguments.as_ref(), EXAMPLE, errors);
        let options = arguments.map(|arguments| arguments.options);
        let mut options = options.unwrap_or_default().known(OPTIONS, errors);
        check_async(written, lane(function, &mut options, errors), errors);
        let options = WebSocketOptions::take(&mut options, errors);
        let parameters = all_parameters(written, errors);
        Some(Self {
            path: path?,
            options,
            callable: Callable {
                function,
                lane: Lane::Loop,
                parameters,
                called: Called::InRequests,
                never: false,
            },
        })
    }
}

/// A connection lasts, and a thread would be held as long.
fn check_async(written: &WrittenCallable, lane: Lane, errors: &mut Errors) {
    if lane != Lane::Loop {
        errors.push(
            &written.function.signature.ident,
            "a WebSocket operation is an `async fn`: a plain `fn` would hold a thread as long as its client stays\n\
             write `async fn`; what blocks goes into a dependency that is a plain `fn`",
        );
    }
}
