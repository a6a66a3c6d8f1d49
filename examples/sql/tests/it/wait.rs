//! Waiting for what another process or thread does.

use std::time::{Duration, Instant};

/// Waits until it holds. Only a test that would fail takes as long as the limit.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let limit = Instant::now() + Duration::from_secs(60);
    while !holds().await {
        assert!(Instant::now() < limit, "not within a minute: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
