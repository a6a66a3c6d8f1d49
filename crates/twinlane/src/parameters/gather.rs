//! The request as its parameters see it.

use std::any::Any;

use http::request::Parts;
use twinlane_model::ErrorLimits;
use twinlane_web::query::Query;
use twinlane_web::routing::Params;

use super::{BodyInput, Slot};
use crate::arrival::Arrival;
use crate::dependencies::{PlannedNode, RequestDependencies};
use crate::errors::Problems;

/// The sources of arguments, borrowed from the request, and the list of its problems.
#[derive(Debug)]
pub struct Gather<'r> {
    slots: &'r [Slot],
    pub(crate) inputs: Inputs<'r>,
    pub(crate) problems: Problems,
    /// The state of the dependencies, if there are any.
    pub(crate) request_dependencies: Option<RequestDependencies<'r>>,
    /// The dependency whose arguments are being gathered.
    node: Option<&'r PlannedNode>,
}

/// The parts of a request that hold values.
#[derive(Debug)]
pub(crate) struct Inputs<'r> {
    pub(crate) path: &'r Params<'r>,
    /// The names of the parameters of the path, in its order.
    pub(crate) path_names: &'r [String],
    pub(crate) query: Query<'r>,
    pub(crate) parts: &'r Parts,
    pub(crate) arrival: &'r Arrival,
    pub(crate) body: BodyInput,
    /// The values that axum's extractors have read, each until it is taken.
    pub(crate) extracted: Vec<Option<Box<dyn Any + Send>>>,
}

impl<'r> Gather<'r> {
    pub(crate) fn new(slots: &'r [Slot], inputs: Inputs<'r>, errors: ErrorLimits) -> Self {
        Self {
            slots,
            inputs,
            problems: Problems::new(errors),
            request_dependencies: None,
            node: None,
        }
    }

    /// True if the form ended within a part: it is refused if nothing else is wrong. FastAPI would do without the part.
    pub(crate) fn is_cut_short(&self) -> bool {
        matches!(&self.inputs.body, BodyInput::Form(form) if form.is_cut_short())
    }

    /// Goes on with the parameters of a dependency.
    pub(crate) fn take_up_node(&mut self, node: &'r PlannedNode) {
        self.slots = &node.slots;
        self.node = Some(node);
    }

    /// Goes on with the parameters of the operation.
    pub(crate) fn take_up(&mut self, slots: &'r [Slot]) {
        self.slots = slots;
        self.node = None;
    }

    /// The dependency whose arguments are being gathered.
    pub(crate) fn node(&self) -> Option<&'r PlannedNode> {
        self.node
    }

    pub(crate) fn slots(&self) -> &'r [Slot] {
        self.slots
    }
}
