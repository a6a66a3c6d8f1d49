//! The ways in which an operation holds its thread.

use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::sync::oneshot;

/// How long `/blocked` and `/blocking` hold their thread.
pub const BLOCK: Duration = Duration::from_millis(100);

/// How long `/wake_then_block` holds the event loop after it has woken another task.
pub const BLOCK_AFTER_WAKE: Duration = Duration::from_millis(50);

/// How long the other task is given to fall asleep before it is woken.
pub const SETTLE: Duration = Duration::from_millis(5);

/// The answer to `GET /wake_then_block`.
#[derive(Debug, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "the contenders build it")]
pub struct Waited {
    /// Milliseconds from the wake to the woken task's first instruction.
    pub waited_ms: f64,
}

/// Holds the calling thread, as a blocking database client would.
pub fn block() {
    std::thread::sleep(BLOCK);
}

/// Wakes a task that waits, then holds the event loop, and says how long the woken one had to wait.
///
/// # Panics
///
/// When the runtime is shut down meanwhile.
pub async fn wake_then_block() -> Waited {
    let (wake, woken) = oneshot::channel::<Instant>();
    let sleeper = tokio::spawn(async move { woken.await.map(|sent| sent.elapsed()) });
    tokio::time::sleep(SETTLE).await;
    wake.send(Instant::now())
        .expect("the sleeper holds the receiver until it is woken");
    std::thread::sleep(BLOCK_AFTER_WAKE);
    let waited = sleeper
        .await
        .expect("the woken task does not panic")
        .expect("the sender was used");
    Waited {
        waited_ms: waited.as_secs_f64() * 1e3,
    }
}
