//! The request as its parameters see it.

use std::any::Any;
use std::net::SocketAddr;

use http::request::Parts;
use twinlane_web::query::Query;
use twinlane_web::routing::Params;

use super::{BodyInput, Slot};
use crate::dependency::{Home, Provision};
use crate::error::Problems;

/// What arguments are gathered from: borrowed from the request, with a place for everything that is wrong.
#[derive(Debug)]
pub struct Gather<'r> {
    slots: &'r [Slot],
    pub(crate) inputs: Inputs<'r>,
    pub(crate) problems: Problems,
    /// The homes of the dependencies, where there are any.
    pub(crate) provision: Option<Provision>,
}

/// The parts of a request that hold values.
#[derive(Debug)]
pub(crate) struct Inputs<'r> {
    pub(crate) path: &'r Params<'r>,
    /// The names of the parameters of the path, in its order.
    pub(crate) path_names: &'r [String],
    pub(crate) query: Query<'r>,
    pub(crate) parts: &'r Parts,
    pub(crate) client: Option<SocketAddr>,
    pub(crate) body: BodyInput,
    /// What axum's extractors have read, each until it is taken.
    pub(crate) extracted: Vec<Option<Box<dyn Any + Send>>>,
}

impl<'r> Gather<'r> {
    pub(crate) fn new(slots: &'r [Slot], inputs: Inputs<'r>) -> Self {
        Self {
            slots,
            inputs,
            problems: Problems::default(),
            provision: None,
        }
    }

    /// Whether the form ended within a part: it is refused if nothing else is wrong. FastAPI would do without the part.
    pub(crate) fn is_cut_short(&self) -> bool {
        matches!(&self.inputs.body, BodyInput::Form(form) if form.is_cut_short())
    }

    /// Goes on with the parameters of another function.
    pub(crate) fn take_up(&mut self, slots: &'r [Slot]) {
        self.slots = slots;
    }

    /// Where the dependency puts its value whose arguments are being gathered.
    pub fn home(&self) -> Option<Home> {
        self.provision.as_ref()?.own_home()
    }

    pub(crate) fn slots(&self) -> &'r [Slot] {
        self.slots
    }
}
