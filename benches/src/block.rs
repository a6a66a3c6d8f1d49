//! The ways in which an operation holds its thread.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread::sleep;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_core::Stream;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The time for which the operations of the known holes hold the event loop.
const HOLD: Duration = Duration::from_millis(50);

/// The time that the other task has to fall asleep before it is woken.
const SETTLE: Duration = Duration::from_millis(5);

/// The query of `/blocked`, `/blocking` and `/cpu`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "the contenders read it")]
pub struct Hold {
    /// The milliseconds for which the operation holds its thread.
    pub ms: u64,
}

/// The answer of the operations that say how long another task had to wait.
#[derive(Debug, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "the contenders build it")]
pub struct Waited {
    /// Milliseconds from the wake or the spawn to the other task's first instruction.
    pub waited_ms: f64,
}

/// A task that ends at once and returns the time that it had to wait before.
pub type Waiting = Pin<Box<dyn Future<Output = Duration> + Send>>;

/// Holds the calling thread, as a blocking database client would.
pub fn block(milliseconds: u64) {
    sleep(Duration::from_millis(milliseconds));
}

/// Wakes a task that waits, then holds the event loop, and says how long the woken one had to wait.
///
/// # Panics
///
/// When the runtime is shut down meanwhile.
pub async fn wake_then_block(spawn: impl FnOnce(Waiting) -> JoinHandle<Duration>) -> Waited {
    let (wake, woken) = oneshot::channel::<Instant>();
    let sleeper = spawn(Box::pin(async move {
        woken.await.expect("the sender is used").elapsed()
    }));
    tokio::time::sleep(SETTLE).await;
    wake.send(Instant::now())
        .expect("the sleeper holds the receiver until it is woken");
    sleep(HOLD);
    waited(sleeper).await
}

/// Spawns a task, then holds the event loop, and says how long the spawned one had to wait.
///
/// # Panics
///
/// When the runtime is shut down meanwhile.
pub async fn spawn_then_block(spawn: impl FnOnce(Waiting) -> JoinHandle<Duration>) -> Waited {
    let sent = Instant::now();
    let spawned = spawn(Box::pin(async move { sent.elapsed() }));
    sleep(HOLD);
    waited(spawned).await
}

async fn waited(task: JoinHandle<Duration>) -> Waited {
    let waited = task.await.expect("the other task does not panic");
    Waited {
        waited_ms: waited.as_secs_f64() * 1e3,
    }
}

/// A body of four chunks, before each of which its producer holds the event loop.
#[derive(Debug)]
pub struct BlockingChunks {
    left: u32,
}

impl BlockingChunks {
    /// All four are to come.
    pub fn new() -> Self {
        Self { left: 4 }
    }
}

impl Default for BlockingChunks {
    fn default() -> Self {
        Self::new()
    }
}

impl Iterator for BlockingChunks {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        self.left = self.left.checked_sub(1)?;
        sleep(HOLD);
        Some(Bytes::from_static(b"chunk\n"))
    }
}

impl Stream for BlockingChunks {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.next().map(Ok))
    }
}
