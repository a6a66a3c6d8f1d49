//! The operations of an application with everything decided that startup can decide: what the document and the frozen
//! application are written from, and every mistake in it.
//!
//! [`tree`] has the dependencies of an operation, grown by [`tree_builder`]; [`sources`] says where each parameter is read from, and
//! [`slots`] where exactly. [`lifespan`] finds what is made at the start. The rest looks for mistakes.

mod answer_checks;
mod functions;
mod lifespan;
mod lifespan_order;
mod links;
mod options;
mod overrides;
mod parameter_name;
mod required_scopes;
mod rules;
mod schemes;
mod session;
mod slips;
mod slots;
mod source_mistakes;
mod sources;
#[cfg(feature = "templates")]
mod templates;
mod tree;
mod tree_builder;
mod tree_mistakes;
mod websocket;

use std::sync::Arc;

use twinlane_web::PathTemplate;

use crate::answer::AdditionalResponse;
use crate::lane_rules::PlannedLane;
use crate::limits::Limits;
use crate::middlewares::AddedMiddleware;
use crate::operation::{OperationName, OutgoingRequest, Route};

pub(crate) use answer_checks::{wrong_answers, wrong_errors};
pub(crate) use lifespan::LifespanDependencies;
pub(crate) use links::{Link, links};
pub(crate) use options::{NO_THREAD, check_operation as check_options};
pub(crate) use overrides::{Override, Overrides};
pub(crate) use parameter_name::settle_path_names;
pub(crate) use rules::{check as check_rules, check_request, wrong_responses};
pub(crate) use schemes::check_names as check_scheme_names;
pub(crate) use session::check as check_no_session;
#[cfg(feature = "sessions")]
pub(crate) use session::session_use;
pub(crate) use slips::{check_path_names, warn_of_body, warn_of_other_spellings};
pub(crate) use slots::{KnownStates, loaded_files, slots};
pub(crate) use source_mistakes::check as check_sources;
pub(crate) use sources::Sources;
#[cfg(feature = "templates")]
pub(crate) use templates::reloaded_templates;
pub(crate) use tree::{DependencyTree, OwnLanes};
pub(crate) use tree_builder::dependency_tree;
pub(crate) use websocket::check as check_websocket;
#[cfg(feature = "websockets")]
pub(crate) use websocket::rules as websocket_rules;

/// An operation with everything that its routers add.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) route: Route,
    pub(crate) template: PathTemplate,
    pub(crate) tags: Vec<String>,
    pub(crate) name: OperationName,
    /// The one that a function of the application has made.
    pub(crate) operation_id: Option<String>,
    pub(crate) limits: Limits,
    pub(crate) lane: PlannedLane,
    /// The router's and the operation's own further responses, each status once.
    pub(crate) responses: Vec<AdditionalResponse>,
    pub(crate) callbacks: Vec<PlannedRequest>,
    /// The media type that the routers say.
    pub(crate) media_type: Option<String>,
    pub(crate) dependencies: DependencyTree,
    /// Around it: of the routers and its own, the outermost first.
    pub(crate) middleware: Vec<AddedMiddleware>,
}

/// A request to others, ready for the document.
#[derive(Debug)]
pub(crate) struct PlannedRequest {
    pub(crate) request: Arc<OutgoingRequest>,
    pub(crate) tags: Vec<String>,
    /// The one that its function has made.
    pub(crate) operation_id: Option<String>,
    pub(crate) sources: Sources,
}

impl PlannedRequest {
    pub(crate) fn of(request: Arc<OutgoingRequest>) -> Self {
        let description = &request.description;
        Self {
            tags: description.options.tags.clone(),
            operation_id: None,
            sources: Sources::of(&description.parameters, &[], &[]),
            request,
        }
    }
}
