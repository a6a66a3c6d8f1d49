//! Sessions: Starlette's `SessionMiddleware`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tracing::warn;
use twinlane_web::session::{SessionCookie, SessionKeys};
use twinlane_web::{Response, SameSite};

use super::startup_check::MadeOnce;
use super::{Middleware, Next};
use crate::errors::Result;
use crate::request::Request;
use crate::session::{AnyStore, SessionPolicy, SessionSlot, SessionStore};

/// Keeps data for each browser between its requests: Starlette's `SessionMiddleware`, with the same cookies.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::sessions::{Session, Sessions};
///
/// #[post("/visits")]
/// async fn visit(session: &mut Session) -> Result<u32> {
///     Ok(session.update("visits", |visits: &mut u32| {
///         *visits += 1;
///         *visits
///     })?)
/// }
///
/// # fn main() {
/// let app = App::new()
///     .routes(routes![visit])
///     .middleware(Sessions::new("a secret of 32 random characters").https_only());
/// # app.check().unwrap();
/// # }
/// ```
///
/// The session is stored in the cookie. The cookie is signed, so nobody can change it. It is **not encrypted: everybody who has the cookie can read
/// it**. Browsers silently drop a cookie of more than 4096 bytes; Twinlane logs a warning. [`store`](Self::store) keeps the session on the server.
///
/// A cookie that is forged, expired or signed with another key is ignored. The cookie is sent only if the session has changed: `max_age` counts from
/// the last change. A request whose functions do not take the [`Session`](crate::sessions::Session) costs nearly nothing.
pub struct Sessions {
    secrets: Vec<String>,
    cookie: SessionCookie,
    store: Option<Arc<dyn AnyStore>>,
    policy: MadeOnce<Arc<SessionPolicy>>,
}

impl Sessions {
    /// Signs cookies with this secret. All processes of the service need the same.
    ///
    /// An empty secret is a startup error. A secret of less than 16 bytes is a warning in the log. Use 32 random characters.
    pub fn new(secret: impl Into<String>) -> Self {
        Self::with_keys([secret])
    }

    /// Signs with the first of these secrets, and accepts the signatures of all.
    ///
    /// To rotate secrets, put the new secret before the old one. Remove the old one when `max_age` has passed.
    pub fn with_keys<S: Into<String>>(secrets: impl IntoIterator<Item = S>) -> Self {
        Self {
            secrets: secrets.into_iter().map(Into::into).collect(),
            cookie: SessionCookie::default(),
            store: None,
            policy: MadeOnce::default(),
        }
    }

    /// Sets the name of the cookie; `session` by default.
    #[must_use]
    pub fn cookie_name(mut self, name: impl Into<String>) -> Self {
        self.cookie.name = name.into();
        self
    }

    /// Sets the time for which a session is valid after its last change, in whole seconds; 14 days by default.
    ///
    /// `None` makes a cookie that the browser keeps until it is closed. A copy of such a cookie is valid for ever. Less than a second is a startup
    /// error.
    #[must_use]
    pub fn max_age(mut self, age: impl Into<Option<Duration>>) -> Self {
        self.cookie.max_age = age.into().map(|age| age.as_secs());
        self
    }

    /// Sets the path of the cookie; `/` by default. Browsers send the cookie to this part of the site.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.cookie.path = path.into();
        self
    }

    /// Sets the rule for requests from other sites (`SameSite`); `Lax` by default.
    #[must_use]
    pub fn same_site(mut self, same_site: SameSite) -> Self {
        self.cookie.same_site = same_site;
        self
    }

    /// Makes browsers send the cookie over HTTPS only.
    #[must_use]
    pub fn https_only(mut self) -> Self {
        self.cookie.https_only = true;
        self
    }

    /// Sets the domain of the cookie, which includes its subdomains. By default the cookie is for the host alone.
    #[must_use]
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.cookie.domain = Some(domain.into());
        self
    }

    /// Separates sessions by the outer page, if the application is shown in a frame of other sites (`Partitioned`).
    #[must_use]
    pub fn partitioned(mut self) -> Self {
        self.cookie.partitioned = true;
        self
    }

    /// Keeps sessions on the server: the cookie is a random id, signed. [`MemorySessions`](crate::sessions::MemorySessions) is one store; the crate
    /// `twinlane-sessions-sqlite` has another.
    ///
    /// A session in a store can be large. [Clearing](crate::sessions::Session::clear) it ends the session for every copy of the cookie. If two
    /// requests change a session at the same time, the later change wins.
    #[must_use]
    pub fn store(mut self, store: impl SessionStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// The options at work.
    pub(crate) fn policy(&self) -> Result<&Arc<SessionPolicy>> {
        self.policy.get(|| self.make())
    }

    fn make(&self) -> Result<Arc<SessionPolicy>, Vec<String>> {
        let mut mistakes = self.cookie.mistakes();
        if self.secrets.is_empty() || self.secrets.iter().any(String::is_empty) {
            mistakes.push(
                "its secret is empty, so that anybody could sign a session: give it 32 random characters, as `openssl rand -hex 32` makes them"
                    .to_owned(),
            );
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        if self.secrets.iter().any(|secret| secret.len() < WEAK) {
            warn!(
                "a secret of `Sessions` has less than {WEAK} bytes and can be guessed: give it 32 random characters, as `openssl rand -hex 32` makes them"
            );
        }
        let needs_https = self.cookie.same_site == SameSite::None || self.cookie.partitioned;
        if needs_https && !self.cookie.https_only {
            warn!(
                "browsers drop the cookie `{}`, whose `SameSite` is `None` or which is partitioned, unless it is `https_only()`",
                self.cookie.name
            );
        }
        Ok(Arc::new(SessionPolicy {
            keys: SessionKeys::new(&self.secrets),
            cookie: self.cookie.clone(),
            store: self.store.clone(),
        }))
    }
}

/// A secret of fewer bytes is told of.
const WEAK: usize = 16;

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions")
            .field("cookie", &self.cookie)
            .finish_non_exhaustive()
    }
}

impl Middleware for Sessions {
    const MAY_FAIL: bool = false;
    const GIVES_SESSIONS: bool = true;

    async fn handle(&self, mut request: Request, next: Next) -> Result<Response> {
        let slot = Arc::new(SessionSlot::new(Arc::clone(self.policy()?)));
        request.set_session(Arc::clone(&slot));
        let response = next.run(request).await;
        if !slot.is_seen() {
            return Ok(response);
        }
        Ok(slot.ended(response).await)
    }

    fn mistakes(&self) -> Vec<String> {
        self.policy.mistakes(|| self.make())
    }
}
