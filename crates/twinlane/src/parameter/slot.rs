//! A parameter after startup: where exactly its value is.

use std::any::Any;
use std::sync::Arc;

use serde_json::Value;
use twinlane_model::Rules;
use twinlane_web::Convertor;

/// A parameter whose source has been decided.
#[derive(Debug)]
pub struct Slot {
    pub(crate) source: SlotSource,
    /// The name on the wire.
    pub(crate) name: &'static str,
    pub(crate) rules: Rules,
    pub(crate) default: Option<fn() -> Value>,
}

/// Where the value is.
#[derive(Debug)]
pub(crate) enum SlotSource {
    /// The path parameter at this place of the whole template.
    Path { place: usize, convertor: Convertor },
    /// The last of the query parameters of this name.
    Query,
    /// All query parameters of this name.
    QueryList,
    /// The first of the headers of this name.
    Header,
    /// All headers of this name.
    HeaderList,
    /// The last of the cookies of this name.
    Cookie,
    /// The whole body.
    Body,
    /// This value of the application.
    State(Arc<dyn Any + Send + Sync>),
}
