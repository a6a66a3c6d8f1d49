//! The session of a request, as functions have it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use twinlane_web::session::SessionContent;

/// The session of a browser: keys and values that the server keeps from one request to the next.
///
/// A function takes it as `&mut Session`, or as `&Session` for reading. The application does not start without
/// [`Sessions`](crate::sessions::Sessions) around such a function. All functions of a request share one session: the operation sees the changes of a
/// dependency.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::testing::TestClient;
/// use twinlane::sessions::{Session, Sessions};
///
/// #[post("/login")]
/// async fn login(user: String, session: &mut Session) -> Result<()> {
///     session.renew()?;
///     session.insert("user", user)?;
///     Ok(())
/// }
///
/// #[get("/me")]
/// async fn me(session: &Session) -> Result<Option<String>> {
///     Ok(session.get("user")?)
/// }
///
/// let app = App::new().routes(routes![login, me]).middleware(Sessions::new("a secret of 32 random characters"));
/// let client = TestClient::blocking(app);
/// let _sent = client.post("/login").query([("user", "ada")]).send();
/// assert_eq!(client.get("/me").send().json::<Option<String>>().as_deref(), Some("ada"));
/// ```
///
/// Values are JSON: any serde type can be stored and read. [`update`](Self::update) changes a value in place. The session keeps numbers and texts as
/// Python writes them, also those that other services have stored.
///
/// A change after the response has begun cannot be sent, and is an error. So is a change in the function of a WebSocket after it has accepted.
pub struct Session(Arc<Mutex<SessionState>>);

/// A session in the course of a request.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and any of them may hold"
)]
pub(crate) struct SessionState {
    pub(super) content: SessionContent,
    /// True if the request has brought one.
    pub(super) was_sent: bool,
    /// By which the store has it.
    pub(super) id: Option<String>,
    pub(super) is_modified: bool,
    /// True if it gets another id.
    pub(super) is_renewed: bool,
    /// True if the response has gone.
    pub(super) is_closed: bool,
}

impl Session {
    /// Creates an empty session, for calling a function directly.
    pub fn new() -> Self {
        Self(Arc::default())
    }

    pub(super) fn of(state: &Arc<Mutex<SessionState>>) -> Self {
        Self(Arc::clone(state))
    }

    /// The value of a key. `None` means that the key does not exist.
    ///
    /// # Errors
    ///
    /// The value is of another type.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, SessionError> {
        let state = self.state();
        let json = state.content.get(key);
        json.map(|json| read(key, json)).transpose()
    }

    /// Sets the value of a key.
    ///
    /// # Errors
    ///
    /// The value cannot be written as JSON, or the response has begun.
    pub fn insert(&mut self, key: &str, value: impl Serialize) -> Result<(), SessionError> {
        let json =
            serde_json::to_string(&value).map_err(|error| SessionError::value(key, &error))?;
        let mut state = self.change()?;
        if !state.content.insert(key, &json) {
            return Err(SessionError::value(key, &"it is nested too deeply"));
        }
        Ok(())
    }

    /// Changes the value of a key, and returns the result of `change`. If the key does not exist, `change` gets the default of the type.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::sessions::Session;
    ///
    /// #[post("/cart/{item}")]
    /// async fn add(item: i64, session: &mut Session) -> Result<usize> {
    ///     Ok(session.update("cart", |cart: &mut Vec<i64>| {
    ///         cart.push(item);
    ///         cart.len()
    ///     })?)
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    ///
    /// The value is of another type, the new value cannot be written as JSON, or the response has begun.
    pub fn update<T, R>(
        &mut self,
        key: &str,
        change: impl FnOnce(&mut T) -> R,
    ) -> Result<R, SessionError>
    where
        T: DeserializeOwned + Serialize + Default,
    {
        let mut value = self.get(key)?.unwrap_or_default();
        let returned = change(&mut value);
        self.insert(key, value)?;
        Ok(returned)
    }

    /// Removes a key. Returns `false` if the key did not exist; then nothing changes.
    ///
    /// # Errors
    ///
    /// The response has begun.
    pub fn remove(&mut self, key: &str) -> Result<bool, SessionError> {
        if !self.contains(key) {
            return Ok(false);
        }
        Ok(self.change()?.content.remove(key).is_some())
    }

    /// Removes all keys. The browser deletes the cookie, and a store deletes the session. A session that is filled again gets a new id.
    ///
    /// # Errors
    ///
    /// The response has begun.
    pub fn clear(&mut self) -> Result<(), SessionError> {
        let mut state = self.change()?;
        state.content.clear();
        state.is_renewed = true;
        Ok(())
    }

    /// Gives the session a new id, if a store keeps it. Call it at each login: then an id that an attacker has planted or seen is worthless.
    ///
    /// A session that is stored in the cookie has no id. If another request ends the session at the same time, the session stays ended.
    ///
    /// # Errors
    ///
    /// The response has begun.
    pub fn renew(&mut self) -> Result<(), SessionError> {
        self.change()?.is_renewed = true;
        Ok(())
    }

    /// True if the key exists.
    pub fn contains(&self, key: &str) -> bool {
        self.state().content.get(key).is_some()
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.state().content.len()
    }

    /// True if the session has no keys.
    pub fn is_empty(&self) -> bool {
        self.state().content.is_empty()
    }

    /// The keys, in order. Half of a surrogate pair, which Python allows, becomes U+FFFD.
    pub fn keys(&self) -> Vec<String> {
        let state = self.state();
        state.content.keys().collect()
    }

    /// All keys and values.
    ///
    /// # Errors
    ///
    /// A value that Python has stored is no [`Value`]: `NaN`, or half of a surrogate pair.
    pub fn to_map(&self) -> Result<Map<String, Value>, SessionError> {
        let json = self.to_json();
        serde_json::from_str(&json).map_err(|error| SessionError(format!("the session: {error}")))
    }

    /// All keys and values as JSON, as Python's `json.dumps` writes it.
    pub fn to_json(&self) -> String {
        self.state().content.to_json()
    }

    /// Replaces all keys and values.
    ///
    /// # Errors
    ///
    /// A value is nested too deeply, or the response has begun.
    pub fn replace(&mut self, map: &Map<String, Value>) -> Result<(), SessionError> {
        let json = serde_json::to_string(map);
        let content = json.ok().and_then(|json| SessionContent::parse(&json));
        let content = content
            .ok_or_else(|| SessionError("the session: a value is nested too deeply".to_owned()))?;
        self.change()?.content = content;
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, SessionState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&mut self) -> Result<MutexGuard<'_, SessionState>, SessionError> {
        let mut state = self.state();
        if state.is_closed {
            return Err(SessionError(AFTER_RESPONSE.to_owned()));
        }
        state.is_modified = true;
        Ok(state)
    }
}

const AFTER_RESPONSE: &str = "the session cannot be changed any more, because the response has begun: change it before that, in a WebSocket before `accept()`";

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its values are nobody's business in a log.
        f.debug_struct("Session")
            .field("keys", &self.keys())
            .finish_non_exhaustive()
    }
}

/// A session value that is of another type or cannot be stored, or a change after the response has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionError(String);

impl SessionError {
    fn value(key: &str, error: &dyn fmt::Display) -> Self {
        Self(format!("`{}` of the session: {error}", key.escape_debug()))
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SessionError {}

fn read<T: DeserializeOwned>(key: &str, json: &str) -> Result<T, SessionError> {
    serde_json::from_str(json).map_err(|error| SessionError::value(key, &error))
}
