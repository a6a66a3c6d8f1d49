//! The session of a request on its way from the middleware to the functions, and back.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use http::HeaderMap;
use twinlane_lanes::{catch_panic, until_given_up};

use super::policy::SessionPolicy;
use super::value::{Session, SessionState};
use crate::errors::{GivenUp, Result, panicked};

/// The use that functions make of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionUse {
    None,
    /// A page may show it: a store that fails is the error of a page that does.
    Shown,
    /// A function has it as an argument.
    Taken,
}

/// The session of a request: nothing until a function asks for it.
pub(crate) struct SessionSlot {
    policy: Arc<SessionPolicy>,
    state: OnceLock<Arc<Mutex<SessionState>>>,
    /// True if somebody has seen it, so that the response depends on it.
    is_seen: AtomicBool,
    /// The error of the store, for pages.
    failure: OnceLock<String>,
}

impl SessionSlot {
    pub(crate) fn new(policy: Arc<SessionPolicy>) -> Self {
        Self {
            policy,
            state: OnceLock::new(),
            is_seen: AtomicBool::new(false),
            failure: OnceLock::new(),
        }
    }

    pub(super) fn policy(&self) -> &SessionPolicy {
        &self.policy
    }

    /// The session of the request that has these headers.
    pub(crate) async fn load(&self, headers: &HeaderMap) -> Result<Session> {
        let state = self.prepare(headers).await?;
        self.is_seen.store(true, Ordering::Relaxed);
        Ok(Session::of(state))
    }

    /// Makes it the session of the request that has these headers, if nobody has to wait for it. False: a store has it.
    pub(crate) fn prepare_now(&self, headers: &HeaderMap) -> bool {
        if self.state.get().is_none() {
            let Some(state) = self.policy.load_now(headers) else {
                return false;
            };
            self.state.get_or_init(|| Arc::new(Mutex::new(state)));
        }
        true
    }

    /// Makes it the session of the request that has these headers, for functions that make this use of it.
    pub(crate) async fn prepare_for(&self, usage: SessionUse, headers: &HeaderMap) -> Result<()> {
        match (self.prepare(headers).await, usage) {
            (Ok(_), _) | (_, SessionUse::None) => Ok(()),
            (Err(error), SessionUse::Taken) => Err(error),
            (Err(error), SessionUse::Shown) => {
                // The first one wins: the store has failed for all.
                let _known = self.failure.set(format!("{error:#}"));
                Ok(())
            }
        }
    }

    /// The session as a page shows it. `None`: it has not been prepared.
    ///
    /// # Errors
    ///
    /// The store has failed.
    #[cfg(feature = "templates")]
    pub(crate) fn shown(&self) -> Result<Option<Session>, &str> {
        let session = self.session();
        match self.failure.get() {
            Some(failure) if session.is_none() => Err(failure),
            _ => Ok(session),
        }
    }

    /// Makes it the session of the request that has these headers, unless it is that already. Nobody has seen it by that.
    async fn prepare(&self, headers: &HeaderMap) -> Result<&Arc<Mutex<SessionState>>> {
        if let Some(state) = self.state.get() {
            return Ok(state);
        }
        // A store is the application's code: it may panic, and it is not waited for beyond the end of a stop.
        let state = match catch_panic(until_given_up(self.policy.load(headers), false)).await {
            Ok(Some(state)) => state?,
            Ok(None) => return Err(GivenUp::here().into()),
            Err(panic) => return Err(panicked("the store of the sessions", &panic)),
        };
        // The first one wins: all get the same session.
        Ok(self.state.get_or_init(|| Arc::new(Mutex::new(state))))
    }

    /// True if somebody has seen it, so that the response depends on it.
    pub(crate) fn is_seen(&self) -> bool {
        self.is_seen.load(Ordering::Relaxed)
    }

    /// The session. `None`: it has not been loaded.
    pub(crate) fn session(&self) -> Option<Session> {
        let state = self.state.get()?;
        self.is_seen.store(true, Ordering::Relaxed);
        Some(Session::of(state))
    }

    /// Lets nobody change it from now on.
    #[cfg(feature = "websockets")]
    pub(crate) fn freeze(&self) {
        if let Some(state) = self.state.get() {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state.is_closed = true;
        }
    }

    /// Closes the session and returns its state, which nobody can change from now on. `None`: it has not changed.
    pub(super) fn close(&self) -> Option<SessionState> {
        let state = self.state.get()?;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_closed = true;
        if !state.is_modified {
            return None;
        }
        // It can be read on.
        Some(SessionState {
            content: state.content.clone(),
            id: state.id.clone(),
            ..*state
        })
    }
}

impl fmt::Debug for SessionSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionSlot")
    }
}
