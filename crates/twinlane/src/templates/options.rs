//! The options of templates.

use std::fmt;
use std::sync::Arc;

use minijinja::Environment;

use super::context::Context;
use super::source::TemplateDirectory;
use crate::request::Request;

type Processor = dyn Fn(&Request) -> Context + Send + Sync;
type EnvironmentChange = dyn Fn(&mut Environment<'static>) + Send + Sync;

/// The options of templates.
#[derive(Clone)]
pub(super) struct Options {
    /// In the order in which they are searched.
    pub(super) directories: Vec<TemplateDirectory>,
    pub(super) processors: Vec<Arc<Processor>>,
    pub(super) changes: Vec<Arc<EnvironmentChange>>,
    pub(super) reloads: bool,
    pub(super) max_steps: u64,
}

impl Options {
    pub(super) fn new(directory: TemplateDirectory) -> Self {
        Self {
            directories: vec![directory],
            processors: Vec::new(),
            changes: Vec::new(),
            reloads: false,
            max_steps: 10_000_000,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("directories", &self.directories)
            .field("reloads", &self.reloads)
            .field("max_steps", &self.max_steps)
            .finish_non_exhaustive()
    }
}
