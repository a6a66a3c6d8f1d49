//! The options of sessions at work: how a request's is read, and how it is saved.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use tracing::{debug, warn};
use twinlane_model::types::Uuid;
use twinlane_web::Response;
use twinlane_web::session::{
    BROWSER_LIMIT, SessionContent, SessionCookie, SessionKeys, add_vary_cookie,
};

use super::store::AnyStore;
use super::value::SessionState;
use crate::errors::{Error, Result};

/// The options, with the keys of the secrets.
pub(crate) struct SessionPolicy {
    pub(crate) keys: SessionKeys,
    pub(crate) cookie: SessionCookie,
    pub(crate) store: Option<Arc<dyn AnyStore>>,
}

/// The time that a store keeps a session whose cookie the browser keeps until it is closed.
const UNTIL_CLOSED: Duration = Duration::from_hours(14 * 24);

impl SessionPolicy {
    /// The session that a request has brought; an empty one if it has brought none that is good.
    pub(super) async fn load(&self, headers: &HeaderMap) -> Result<SessionState> {
        if let Some(state) = self.load_now(headers) {
            return Ok(state);
        }
        // A cookie of a session that was in it, before there was a store, is no id.
        let id = self.payload(headers, |payload| {
            is_id(payload).then(|| payload.to_owned())
        });
        let (Some(store), Some(id)) = (&self.store, id.flatten()) else {
            return Ok(SessionState::default());
        };
        let Some(json) = store.load(&id).await? else {
            return Ok(SessionState::default());
        };
        Ok(SessionState {
            id: Some(id),
            ..sent(SessionContent::parse(&json))
        })
    }

    /// The session in the cookie of a request, for which nobody waits. `None`: a store has it.
    pub(super) fn load_now(&self, headers: &HeaderMap) -> Option<SessionState> {
        if self.store.is_some() {
            return None;
        }
        let content = self.payload(headers, SessionContent::from_payload);
        Some(content.map_or_else(SessionState::default, sent))
    }

    /// The value that `read` makes of the payload of a good cookie.
    fn payload<T>(&self, headers: &HeaderMap, read: impl FnOnce(&str) -> T) -> Option<T> {
        let cookie = twinlane_web::header::cookie(headers, &self.cookie.name)?;
        let payload = self.keys.verify(&cookie, now(), self.cookie.max_age);
        payload.map(read)
    }

    /// Saves a session that has changed, and says so in the response.
    pub(super) async fn save(&self, state: SessionState, response: &mut Response) -> Result<()> {
        let cookie = if state.content.is_empty() {
            if let (Some(store), Some(id)) = (&self.store, &state.id) {
                store.delete(id).await?;
            }
            if !state.was_sent {
                return Ok(());
            }
            self.cookie.cleared()
        } else {
            let Some(value) = self.saved(state).await? else {
                // The browser may have another cookie already, which this response must not touch.
                debug!("the session was ended by another request meanwhile, and is not saved");
                return Ok(());
            };
            self.warn_of_size(&value);
            self.cookie.set(&value)
        };
        let cookie: HeaderValue = cookie.ok_or_else(|| Error::msg("its cookie is no header"))?;
        response.headers_mut().append(SET_COOKIE, cookie);
        Ok(())
    }

    /// The value of the cookie for a session that has changed. `None`: the store has it no more.
    async fn saved(&self, state: SessionState) -> Result<Option<String>> {
        let Some(store) = &self.store else {
            return Ok(Some(self.keys.sign_content(&state.content, now())));
        };
        let json = state.content.to_json();
        let max_age = self.cookie.max_age;
        let expires_in = max_age.map_or(UNTIL_CLOSED, Duration::from_secs);
        let id = match state.id {
            Some(id) if !state.is_renewed => {
                let is_there = store.update(&id, &json, expires_in).await?;
                is_there.then_some(id)
            }
            left => {
                let id = new_id();
                let is_kept = if let Some(left) = left {
                    store.replace(&left, &id, &json, expires_in).await?
                } else {
                    store.create(&id, &json, expires_in).await?;
                    true
                };
                is_kept.then_some(id)
            }
        };
        Ok(id.map(|id| self.keys.sign(&id, now())))
    }

    fn warn_of_size(&self, value: &str) {
        let size = self.cookie.name.len() + value.len();
        if size > BROWSER_LIMIT {
            warn!(
                "the cookie `{}` has {size} bytes, and browsers drop it above {BROWSER_LIMIT}: keep less in the session, or keep it on the server with `Sessions::store`",
                self.cookie.name
            );
        }
    }
}

/// The session that a request has sent. `None`: it is no object of JSON.
fn sent(content: Option<SessionContent>) -> SessionState {
    if content.is_none() {
        warn!("a session with a good signature is no object of JSON, and is taken as empty");
    }
    SessionState {
        content: content.unwrap_or_default(),
        was_sent: true,
        ..SessionState::default()
    }
}

/// Says that the response depends on the session.
pub(super) fn add_vary(response: &mut Response) {
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        add_vary_cookie(response.headers_mut());
    }
}

/// Seconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// 244 random bits.
fn new_id() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

fn is_id(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
