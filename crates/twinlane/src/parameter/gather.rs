//! The request as its parameters see it.

use bytes::Bytes;
use http::HeaderMap;
use twinlane_web::query::Query;
use twinlane_web::routing::Params;

use super::Slot;
use crate::error::Problems;

/// What arguments are gathered from: borrowed from the request, with a place for everything that is wrong.
#[derive(Debug)]
pub struct Gather<'r> {
    slots: &'r [Slot],
    pub(crate) inputs: Inputs<'r>,
    pub(crate) problems: Problems,
}

/// The parts of a request that hold values.
#[derive(Debug)]
pub(crate) struct Inputs<'r> {
    pub(crate) path: &'r Params<'r>,
    pub(crate) query: Query<'r>,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) body: BodyInput,
}

/// The body, as FastAPI tells bodies apart.
#[derive(Debug)]
pub(crate) enum BodyInput {
    /// Nothing was sent.
    Absent,
    /// The content type says JSON.
    Json(Bytes),
    /// It says something else, or nothing: the text itself is the value.
    Other(Bytes),
}

impl<'r> Gather<'r> {
    pub(crate) fn new(slots: &'r [Slot], inputs: Inputs<'r>) -> Self {
        Self {
            slots,
            inputs,
            problems: Problems::default(),
        }
    }

    pub(crate) fn slots(&self) -> &'r [Slot] {
        self.slots
    }
}
