//! Path operations: their descriptions, read once at startup, and the gathering of their calls from requests.

mod media_type;
mod name;
mod outgoing;
mod status_constant;
mod tag;
mod unique_id;
#[cfg(feature = "websockets")]
mod websocket;

use std::any::TypeId;
use std::time::Duration;

use http::Method;
use serde_json::Value;
use twinlane_model::Selection;

use crate::answer::{AdditionalResponse, AnswerDescription};
use crate::call::Call;
use crate::dependencies::DependencyRef;
use crate::lane_rules::{Lane, LaneOptions};
use crate::limits::{ErrorLimits, FormLimits};
use crate::middlewares::Added;
use crate::names::UrlTarget;
use crate::parameters::{Gather, ParameterDescription};
#[cfg(feature = "websockets")]
use crate::websockets::WebSocketOptions;

pub use media_type::{MediaTypeOption, media_type};
pub use name::OperationName;
pub use outgoing::{Outgoing, OutgoingRequest};
pub use status_constant::StatusConstant;
pub use tag::tag;
pub use unique_id::{UniqueId, UniqueIdRoute};
#[cfg(feature = "websockets")]
pub use websocket::WebSocketOperation;

/// A function that answers requests of one method and path.
///
/// `#[get]` and its siblings implement this on a type with the name of the function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a path operation",
    label = "not a path operation",
    note = "write `#[get(\"/path\")]` (or post, put, patch, delete, head, options, trace) above the function"
)]
pub trait PathOperation: UrlTarget {
    /// The description of the operation; called once, at startup.
    fn describe() -> OperationDescription;

    /// Reads every argument from the request. `None`: [`Gather`] holds at least one problem.
    fn gather(cx: &mut Gather<'_>) -> Option<Call>;
}

/// A path operation as it was written.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "written by the path operation macros"
)]
pub struct OperationDescription {
    /// The name of the function.
    pub name: &'static str,
    /// `module_path!()` of the function.
    pub module: &'static str,
    /// The file and the line of its attribute.
    pub place: &'static str,
    /// The method.
    pub method: Method,
    /// The path template, without the prefixes of routers.
    pub path: &'static str,
    /// The lane.
    pub lane: Lane,
    /// The options of the attribute.
    pub options: OperationOptions,
    /// The parameters, in the order of the signature.
    pub parameters: Vec<ParameterDescription>,
    /// The return type.
    pub answer: AnswerDescription,
}

impl OperationDescription {
    /// The name of its route, as the document and links know it.
    pub(crate) fn route_name(&self) -> &'static str {
        self.options.name.unwrap_or(self.name)
    }

    /// True if it is an operation of WebSockets.
    #[cfg_attr(
        not(feature = "websockets"),
        expect(clippy::unused_self, reason = "without the feature there are none")
    )]
    pub(crate) fn is_websocket(&self) -> bool {
        #[cfg(feature = "websockets")]
        return self.options.websocket.is_some();
        #[cfg(not(feature = "websockets"))]
        false
    }
}

/// The options of a path operation's attribute.
#[derive(Debug, Default)]
#[expect(
    clippy::exhaustive_structs,
    reason = "written by the path operation macros"
)]
pub struct OperationOptions {
    /// The status of the response when all is well; 200 by default.
    pub status: Option<u16>,
    /// The name of its route; the function's by default.
    pub name: Option<&'static str>,
    /// Tags, after those of the routers.
    pub tags: Vec<String>,
    /// The summary; made from the name of the route by default.
    pub summary: Option<&'static str>,
    /// The description: the doc comment by default.
    pub description: Option<&'static str>,
    /// The description of the response in the document; "Successful Response" by default.
    pub response_description: Option<&'static str>,
    /// Further responses.
    pub responses: Vec<AdditionalResponse>,
    /// Which fields of the response are sent.
    pub selection: Selection,
    /// The dependencies that run before it, for their effect.
    pub dependencies: Vec<DependencyRef>,
    /// True if dependencies that do not need each other are made at the same time.
    pub concurrent: bool,
    /// The media type of the response where the return type does not say one.
    pub media_type: MediaTypeOption,
    /// The requests that the application sends to others because of this operation.
    pub callbacks: Vec<OutgoingRequest>,
    /// The operation's id; made from the name, the path and the method by default.
    pub operation_id: Option<&'static str>,
    /// The function that makes it, unless it is said.
    pub generate_unique_id_function: Option<UniqueId>,
    /// True if the document calls it deprecated.
    pub deprecated: bool,
    /// True if the document leaves it out.
    pub hidden: bool,
    /// Further keys of the operation in the document, merged into the generated ones.
    pub openapi_extra: Option<fn() -> Value>,
    /// The most bytes of a body.
    pub max_body_size: Option<usize>,
    /// The limits of a form.
    pub form_limits: Option<FormLimits>,
    /// Limits of the list of a request's errors.
    pub error_limits: Option<ErrorLimits>,
    /// The options of its lane.
    pub lane: LaneOptions,
    /// Around it, the outermost first.
    pub middleware: Vec<Added>,
    /// The longest that its response may take.
    pub timeout: Option<Duration>,
    /// It is an operation of WebSockets, with these options.
    #[cfg(feature = "websockets")]
    pub websocket: Option<WebSocketOptions>,
}

/// A type that [`routes!`](crate::routes) takes: an operation.
///
/// `Via` tells the kinds of operations apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an operation",
    label = "not an operation",
    note = "write `#[get(\"/path\")]` (or post, put, patch, delete, head, options, trace), or `#[websocket(\"/path\")]`, above the function"
)]
pub trait Routable<Via> {
    /// Its route.
    fn route() -> Route;
}

/// The marker of path operations.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaPathOperation {}

impl<O: PathOperation> Routable<ViaPathOperation> for O {
    fn route() -> Route {
        Route {
            description: Box::new(O::describe()),
            operation: TypeId::of::<O>(),
            gather: O::gather,
        }
    }
}

/// A path operation for an application or a router, as [`routes!`](crate::routes) makes it.
#[derive(Debug)]
pub struct Route {
    /// Boxed, so that a list of many routes is small.
    pub(crate) description: Box<OperationDescription>,
    /// The type that stands for it in links.
    pub(crate) operation: TypeId,
    pub(crate) gather: GatherFn,
}

/// [`PathOperation::gather`] as a value.
pub(crate) type GatherFn = fn(&mut Gather<'_>) -> Option<Call>;

impl Route {
    /// The route of an operation.
    pub fn of<O: Routable<Via>, Via>() -> Self {
        O::route()
    }
}
