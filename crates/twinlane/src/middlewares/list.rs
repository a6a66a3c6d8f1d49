//! The middleware of one place, when every value that it takes is there.

use std::sync::Arc;

use super::{AddedMiddleware, AnyMiddleware};
use crate::parameters::States;
#[cfg(feature = "sessions")]
use crate::session::SessionPolicy;

/// Middleware in the order in which a request meets it, the outermost first. Clones are the same list.
#[derive(Clone)]
pub(crate) struct MiddlewareList(Arc<[Arc<dyn AnyMiddleware>]>);

impl MiddlewareList {
    /// The list of the added middleware, the outermost first, with the values that it takes as `State`.
    pub(crate) fn new(added: &[AddedMiddleware], states: &States) -> Self {
        let made = added.iter().filter_map(|added| added.with_states(states));
        Self(made.collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&self, position: usize) -> Option<&Arc<dyn AnyMiddleware>> {
        self.0.get(position)
    }
}

impl Default for MiddlewareList {
    fn default() -> Self {
        Self(Arc::from([]))
    }
}

/// The middleware around an application, as requests meet it.
pub(crate) struct AppMiddleware {
    /// The policy of the outermost middleware, if that is `Sessions`. It needs no frame of its own.
    #[cfg(feature = "sessions")]
    pub(crate) sessions: Option<Arc<SessionPolicy>>,
    /// The other middleware.
    pub(crate) list: MiddlewareList,
}

impl AppMiddleware {
    /// Makes the middleware from what was added, the outermost first, with the values that it takes as `State`.
    #[cfg(feature = "sessions")]
    pub(crate) fn new(added: &[AddedMiddleware], states: &States, shows_errors: bool) -> Self {
        // In debug mode the page shows a panic of the store. It needs the request, which only the frame has.
        let outermost = added.split_first().filter(|_| !shows_errors);
        let sessions = outermost.and_then(|(first, rest)| Some((first.sessions()?, rest)));
        let policy = sessions.and_then(|(sessions, rest)| Some((sessions.policy().ok()?, rest)));
        let (sessions, rest) = match policy {
            Some((policy, rest)) => (Some(Arc::clone(policy)), rest),
            None => (None, added),
        };
        Self {
            sessions,
            list: MiddlewareList::new(rest, states),
        }
    }

    #[cfg(not(feature = "sessions"))]
    pub(crate) fn new(added: &[AddedMiddleware], states: &States, _shows_errors: bool) -> Self {
        Self {
            list: MiddlewareList::new(added, states),
        }
    }

    /// True if there is none.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        #[cfg(feature = "sessions")]
        if self.sessions.is_some() {
            return false;
        }
        self.list.is_empty()
    }
}
