//! Limits to the requests of a client: the count, and the headers that tell of it.
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

/// Counts the requests of clients: in a database that several processes share, for example.
pub trait RateLimitStore: Send + Sync + 'static {
    /// Takes one request of the quota of this key, if there is one left.
    ///
    /// It has to be one step: two requests at once may not take the same one. The key may be made of what a client sent, so it can be of
    /// any length and content.
    fn take(
        &self,
        key: &str,
        quota: &Quota,
    ) -> impl Future<Output = Result<RateLimitDecision, BoxError>> + Send;
}
