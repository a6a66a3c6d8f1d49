//! Limits to the requests of a client.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
use tokio::time::timeout;
use tracing::error;
use twinlane_server::LogText;
use twinlane_web::rate_limit::{
    MemoryStore, Quota, RateLimitDecision, RateLimitHeaders, RateLimitStore, client_key,
};
use twinlane_web::{BoxError, Response};

use super::startup_check::MadeOnce;
use super::{Middleware, Next};
use crate::errors::{Error, HttpError};
use crate::request::Request;

/// Limits the requests of each client to a quota. The whole quota may be used at once; it refills gradually within the time window.
///
/// ```
/// use std::time::Duration;
/// use twinlane::prelude::*;
/// use twinlane::middleware::RateLimit;
///
/// # fn main() {
/// let app = App::new().middleware(RateLimit::per_client(100, Duration::from_secs(60)));
/// # app.check().unwrap();
/// # }
/// ```
///
/// A request beyond the quota gets a 429 `{"detail": "Too Many Requests"}` with `Retry-After`. Every response has the headers `RateLimit-Policy` and
/// `RateLimit` of the IETF's draft (`draft-ietf-httpapi-ratelimit-headers-10`): the quota, the requests that are left (`r`), and the seconds until
/// the quota is full again (`t`).
///
/// By default the address identifies a client. Of an IPv6 address the first 64 bits count, since each client has a network of that size. Behind a
/// [trusted](crate::Settings::forwarded_allow_ips) proxy the address is the one that the proxy reports. Behind a proxy that is not trusted, all
/// clients share the quota of the proxy's address. Clients without an address, as in tests, share one quota. See [`by`](Self::by) for other keys.
///
/// The counts are kept in the memory of this process, for at most 100,000 clients. [`in_store`](Self::in_store) keeps them elsewhere.
pub struct RateLimit<S = MemoryStore> {
    limit: u32,
    window: Duration,
    name: String,
    key: Option<KeyFunction>,
    store: S,
    store_timeout: Duration,
    passes_without_store: bool,
    quota: MadeOnce<(Quota, RateLimitHeaders)>,
}

type KeyFunction = Box<dyn Fn(&Request) -> Option<String> + Send + Sync>;

impl RateLimit {
    /// Allows `limit` requests in each `window` for each client. A limit of 0 is a startup error, and so is a window of 0 or of more than a year.
    pub fn per_client(limit: u32, window: Duration) -> Self {
        Self {
            limit,
            window,
            name: "default".to_owned(),
            key: None,
            store: MemoryStore::default(),
            store_timeout: Duration::from_secs(1),
            passes_without_store: false,
            quota: MadeOnce::default(),
        }
    }

    /// Sets the number of clients whose counts are kept, about 50 bytes each; 100,000 by default. A further client replaces the client that has used
    /// the least of its quota.
    #[must_use]
    pub fn most_clients(mut self, clients: usize) -> Self {
        self.store = MemoryStore::new(clients);
        self
    }
}

impl<S: RateLimitStore> RateLimit<S> {
    /// Identifies clients by a key: a user, an API key. If the function returns `None`, the address identifies the client.
    ///
    /// ```
    /// use std::time::Duration;
    /// use twinlane::middleware::RateLimit;
    ///
    /// RateLimit::per_client(1_000, Duration::from_secs(3_600))
    ///     .by(|request| request.header("x-api-key").map(|key| key.into_owned()));
    /// ```
    ///
    /// Use only a verified value, or a value that must be correct for the request to succeed. A client that can invent keys has a quota for each key.
    #[must_use]
    pub fn by(mut self, key: impl Fn(&Request) -> Option<String> + Send + Sync + 'static) -> Self {
        self.key = Some(Box::new(key));
        self
    }

    /// Sets the name of the quota in the headers, by which a client tells several quotas apart; `default` by default.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Keeps the counts in a custom store, such as a database that all processes share.
    pub fn in_store<O: RateLimitStore>(self, store: O) -> RateLimit<O> {
        RateLimit {
            limit: self.limit,
            window: self.window,
            name: self.name,
            key: self.key,
            store,
            store_timeout: self.store_timeout,
            passes_without_store: self.passes_without_store,
            quota: self.quota,
        }
    }

    /// Sets the time limit of the store for one request; 1 second by default. After this time the store has failed.
    #[must_use]
    pub fn store_timeout(mut self, time: Duration) -> Self {
        self.store_timeout = time;
        self
    }

    /// Lets requests pass, uncounted, when the store fails. By default they get a 503.
    #[must_use]
    pub fn pass_without_store(mut self) -> Self {
        self.passes_without_store = true;
        self
    }

    fn make(&self) -> Result<(Quota, RateLimitHeaders), Vec<String>> {
        let quota = Quota::new(self.limit, self.window).map_err(|mistake| vec![mistake])?;
        let headers = RateLimitHeaders::new(&self.name, &quota).map_err(|mistake| vec![mistake])?;
        Ok((quota, headers))
    }

    fn key(&self, request: &Request) -> String {
        // A key of the function's and an address are never the same.
        let own = self.key.as_ref().and_then(|key| key(request));
        own.map_or_else(
            || match request.client() {
                Some(client) => client_key(client.ip()),
                None => "unknown".to_owned(),
            },
            |own| format!("={own}"),
        )
    }

    async fn take(&self, key: &str, quota: &Quota) -> Result<RateLimitDecision, BoxError> {
        timeout(self.store_timeout, self.store.take(key, quota))
            .await
            .map_err(|_| format!("no result within {:?}", self.store_timeout))?
    }
}

impl<S: RateLimitStore> Middleware for RateLimit<S> {
    async fn handle(&self, request: Request, next: Next) -> Result<Response, Error> {
        let (quota, headers) = self.quota.get(|| self.make())?;
        let key = self.key(&request);
        let decision = match self.take(&key, quota).await {
            Ok(decision) => decision,
            Err(error) => {
                error!("the store of the rate limit failed: {}", LogText(error));
                if self.passes_without_store {
                    return Ok(next.run(request).await);
                }
                return Err(HttpError::from_status(StatusCode::SERVICE_UNAVAILABLE).into());
            }
        };
        if decision.retry_after().is_some() {
            let refusal = HttpError::from_status(StatusCode::TOO_MANY_REQUESTS);
            let refusal = refusal.with_headers(|own| headers.add_to(own, &decision));
            return Err(refusal.into());
        }
        let mut response = next.run(request).await;
        headers.add_to(response.headers_mut(), &decision);
        Ok(response)
    }

    fn mistakes(&self) -> Vec<String> {
        self.quota.mistakes(|| self.make())
    }
}

impl<S> fmt::Debug for RateLimit<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimit")
            .field("limit", &self.limit)
            .field("window", &self.window)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
