//! The meaning of a `#[batch]`. Everything that is known to be wrong while compiling is found here.

use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, ReturnType, Type};

use crate::callable::{
    Callable, Called, Lane, Lent, Parameter, WrittenCallable, all_parameters, check_operation, lane,
};
use crate::errors::Errors;
use crate::options::{Options, WrittenOptions};

/// A batch function without a mistake.
pub(super) struct Batch<'w> {
    /// The type of its items.
    pub(super) items: &'w Type,
    /// The return type.
    pub(super) returned: &'w Type,
    pub(super) options: BatchOptions,
    /// The function, with its parameters behind the items, but for the model.
    pub(super) callable: Callable<'w>,
    /// The model that its thread has loaded, if it has an owner.
    pub(super) model: Option<Model<'w>>,
}

/// The model of a batch function with an owner.
pub(super) struct Model<'w> {
    pub(super) ty: &'w Type,
    /// Its place among the parameters behind the items.
    pub(super) place: usize,
    /// The function that loads it.
    pub(super) owner: Expr,
}

/// The options of the attribute.
pub(super) struct BatchOptions {
    pub(super) max_size: Option<Expr>,
    pub(super) max_wait: Option<Expr>,
    pub(super) queue: Option<Expr>,
    pub(super) deadline: Option<Expr>,
    pub(super) threads: Option<Expr>,
    pub(super) key: Option<Expr>,
    pub(super) warm_up: Option<Expr>,
}

const OPTIONS: &[&str] = &[
    "cpu", "max_size", "max_wait", "queue", "deadline", "threads", "key", "warm_up", "owner",
    "replicas",
];

const EXAMPLE: &str = "write `fn embed(texts: Vec<String>) -> Vec<Embedding>`";

impl BatchOptions {
    fn take(options: &mut Options, has_owner: bool, errors: &mut Errors) -> Self {
        let (threads, other, why) = if has_owner {
            (
                "replicas",
                "threads",
                "each replica of the model has a thread of its own: write `replicas`",
            )
        } else {
            (
                "threads",
                "replicas",
                "they are those of a model that an `owner` loads: write `threads`",
            )
        };
        options.refuse(&[other], why, errors);
        Self {
            max_size: options.at_least_one("max_size", errors),
            max_wait: duration("max_wait", options, errors),
            queue: options.at_least_one("queue", errors),
            deadline: duration("deadline", options, errors),
            threads: options.at_least_one(threads, errors),
            key: options.path("key", errors),
            warm_up: options.path("warm_up", errors),
        }
    }
}

/// The value of an option that is a duration. A number has no unit, and is the likeliest mistake.
fn duration(name: &str, options: &mut Options, errors: &mut Errors) -> Option<Expr> {
    let value = options.expression(name, errors)?;
    let Expr::Lit(ExprLit { lit, .. }) = &value else {
        return Some(value);
    };
    let number = match lit {
        Lit::Int(number) => number.base10_digits(),
        _ => "5",
    };
    let message =
        format!("`{name}` is a `Duration`: write `{name} = Duration::from_millis({number})`");
    errors.push(&value, message);
    None
}

impl<'w> Batch<'w> {
    pub(super) fn new(
        written: &'w WrittenCallable,
        options: WrittenOptions,
        errors: &mut Errors,
    ) -> Option<Self> {
        let function = &written.function;
        check_operation(written, "", errors);
        let mut options = options.known(OPTIONS, errors);
        let lane = lane(function, &mut options, errors);
        let owner = options.path("owner", errors);
        let options = BatchOptions::take(&mut options, owner.is_some(), errors);
        let mut parameters = all_parameters(written, errors);
        let items = take_items(written, &mut parameters, errors);
        let model = take_model(written, owner, &mut parameters, errors);
        check_parameters(&parameters, errors);
        let returned = returned(written, errors);
        Some(Self {
            items: items?,
            returned: returned?,
            options,
            callable: Callable {
                function,
                lane,
                parameters,
                called: Called::AtStart,
                never: false,
            },
            model: model.ok()?,
        })
    }

    /// True if it keeps a processor busy.
    pub(super) fn computes(&self) -> bool {
        self.callable.lane == Lane::Cpu
    }
}

/// The type of the items, which come first.
fn take_items<'w>(
    written: &'w WrittenCallable,
    parameters: &mut Vec<Parameter<'w>>,
    errors: &mut Errors,
) -> Option<&'w Type> {
    let signature = &written.function.signature;
    if signature.inputs.is_empty() {
        let message = format!("a batch function takes its items first: {EXAMPLE}");
        errors.push(&signature.ident, message);
    }
    if parameters.is_empty() {
        return None;
    }
    let items = parameters.remove(0);
    if items.lent.is_some() {
        let message =
            format!("a batch function owns its items, since their callers may go: {EXAMPLE}");
        errors.push(items.ty, message);
    }
    if items.source.is_some() {
        let message = "the items come from callers and not from a request: remove the attribute";
        errors.push(items.ty, message);
    }
    Some(items.ty)
}

/// The model that the owner loads: the one parameter that is `&mut`. An error has been noted.
fn take_model<'w>(
    written: &WrittenCallable,
    owner: Option<Expr>,
    parameters: &mut Vec<Parameter<'w>>,
    errors: &mut Errors,
) -> Result<Option<Model<'w>>, ()> {
    let is_lent = |parameter: &Parameter<'_>| parameter.lent == Some(Lent::Exclusive);
    let place = parameters.iter().position(is_lent);
    match (owner, place) {
        (None, None) => Ok(None),
        (None, Some(place)) => {
            errors.push(
                parameters.remove(place).ty,
                "`&mut` is for the model of a thread, and nothing loads one: write `owner = load_model`, the function that does",
            );
            Err(())
        }
        (Some(owner), None) => {
            errors.push(
                owner,
                "nothing takes the model that the owner loads: add a parameter `model: &mut Model`",
            );
            Err(())
        }
        (Some(owner), Some(place)) => {
            let ty = parameters.remove(place).ty;
            if let Some(second) = parameters.iter().find(|parameter| is_lent(parameter)) {
                errors.push(
                    second.ty,
                    "an owner loads one model: remove one of the two `&mut`",
                );
            }
            if written.function.signature.asyncness.is_some() {
                errors.push(
                    written.function.signature.asyncness,
                    "the model stays on a thread of its own, where nothing else runs: write a plain `fn`",
                );
            }
            Ok(Some(Model { ty, place, owner }))
        }
    }
}

/// Notes parameters that are said to be of a request. The types of the others are looked at where they are known.
fn check_parameters(parameters: &[Parameter<'_>], errors: &mut Errors) {
    for parameter in parameters {
        let is_of_request = parameter.source.is_some() || !parameter.scopes.is_empty();
        if is_of_request {
            let message = "a batch runs for many requests, and reads nothing from one: it takes `State<..>`, `Depends<..>` of a lifespan dependency, `Batch<..>` and `Stopping`";
            errors.push_error(syn::Error::new(parameter.ty.span(), message));
        }
    }
}

fn returned<'w>(written: &'w WrittenCallable, errors: &mut Errors) -> Option<&'w Type> {
    let signature = &written.function.signature;
    match &signature.output {
        ReturnType::Type(_, ty) => Some(ty),
        ReturnType::Default => {
            errors.push(
                &signature.ident,
                "a batch function returns one result for each item, in their order: write `-> Vec<T>`, `-> Vec<Result<T>>` or `-> Result<Vec<T>>`",
            );
            None
        }
    }
}
