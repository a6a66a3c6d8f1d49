//! Limits of the requests of a client: counting, and the headers that report the limits.
//!
//! A [`RateLimitStore`] counts. [`MemoryStore`] does it in this process, with bounded memory.

mod quota;
mod key;
mod memory;
mod headers;

pub use headers::RateLimitHeaders;
pub use key::client_key;
pub use memory::MemoryStore;
pub use quota::{Quota, RateLimitDecision};

use std::future::Future;

use crate::BoxError;

/// Counts the requests of clients, for example in a database that several processes share.
pub trait RateLimitStore: Send + Sync + 'static {
    /// Takes one request from the quota of this key, if one is left.
    ///
    /// This has to be atomic: two concurrent requests must not take the same one. The key may contain text from a client, so it can have
    /// any length and content.
    fn take(
        &self,
        key: &str,
        quota: &Quota,
    ) -> impl Future<Output = Result<RateLimitDecision, BoxError>> + Send;
}
