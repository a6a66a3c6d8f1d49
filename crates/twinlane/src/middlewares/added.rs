//! Middleware as it was added, before the values are there that it takes as `State`.

#[cfg(feature = "sessions")]
use std::any::Any;
use std::any::TypeId;
use std::fmt;
use std::sync::Arc;

use super::AnyMiddleware;
#[cfg(feature = "sessions")]
use super::Sessions;
use crate::parameters::States;

/// A middleware that waits for its values. Clones are the same one.
#[derive(Clone)]
pub(crate) struct AddedMiddleware {
    /// The name of its type, for reports.
    name: &'static str,
    /// The values that it takes.
    needs: Vec<NeededState>,
    /// The mistakes in its options, a sentence each.
    mistakes: Arc<[String]>,
    /// True if it gives requests a session.
    gives_sessions: bool,
    /// Itself, if it is `Sessions`.
    #[cfg(feature = "sessions")]
    sessions: Option<Arc<Sessions>>,
    make: Arc<MakeMiddleware>,
}

/// Makes a middleware when its values are there. `None`: one is missing.
type MakeMiddleware = dyn Fn(&States) -> Option<Arc<dyn AnyMiddleware>> + Send + Sync;

/// A type of which a middleware takes the `State`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NeededState {
    pub(crate) id: TypeId,
    pub(crate) type_name: &'static str,
}

impl AddedMiddleware {
    /// A middleware that takes no value.
    pub(super) fn new(name: &'static str, middleware: Arc<dyn AnyMiddleware>) -> Self {
        Self::with_needs(name, Vec::new(), move |_| Some(Arc::clone(&middleware)))
    }

    /// A middleware that is made when these values are there.
    pub(super) fn with_needs(
        name: &'static str,
        needs: Vec<NeededState>,
        make: impl Fn(&States) -> Option<Arc<dyn AnyMiddleware>> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name,
            needs,
            mistakes: Arc::default(),
            gives_sessions: false,
            #[cfg(feature = "sessions")]
            sessions: None,
            make: Arc::new(make),
        }
    }

    /// The same, whose options have these mistakes.
    pub(super) fn with_mistakes(mut self, mistakes: Vec<String>) -> Self {
        self.mistakes = mistakes.into();
        self
    }

    /// The same, which gives requests a session if this says so.
    pub(super) fn giving_sessions(mut self, gives_sessions: bool) -> Self {
        self.gives_sessions = gives_sessions;
        self
    }

    /// The same, which is this if it is `Sessions`.
    #[cfg(feature = "sessions")]
    pub(super) fn known_as(mut self, middleware: Arc<dyn Any + Send + Sync>) -> Self {
        self.sessions = middleware.downcast().ok();
        self
    }

    /// Itself, if it is `Sessions`.
    #[cfg(feature = "sessions")]
    pub(super) fn sessions(&self) -> Option<&Sessions> {
        self.sessions.as_deref()
    }

    /// True if it gives requests a session.
    pub(crate) fn gives_sessions(&self) -> bool {
        self.gives_sessions
    }

    /// The name of its type.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// The values that it takes.
    pub(crate) fn needs(&self) -> &[NeededState] {
        &self.needs
    }

    /// The mistakes in its options, a sentence each.
    pub(crate) fn mistakes(&self) -> &[String] {
        &self.mistakes
    }

    /// The middleware with its values. `None`: one is missing, which the check of the application has refused.
    pub(super) fn with_states(&self, states: &States) -> Option<Arc<dyn AnyMiddleware>> {
        (self.make)(states)
    }
}

impl fmt::Debug for AddedMiddleware {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AddedMiddleware").field(&self.name).finish()
    }
}
