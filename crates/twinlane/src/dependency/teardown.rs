//! Undoing what dependencies have provided.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::LazyLock;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::sleep;
use tracing::{error, warn};
use twinlane_lanes::{Label, ThreadLane, catch_panic, labelled};

use super::home::Value;
use super::{Home, Outcome, Scope};
use crate::background::TaskOutcome;
use crate::error::Error;
use crate::log::Causes;

/// A value that is to be undone. Dropped before that, it is undone by itself.
pub(super) struct Teardown {
    rest: Option<Rest>,
    scope: Scope,
}

struct Rest {
    home: Home,
    undo: Undo,
}

/// How a value is undone, whatever its type; made by [`Undone`](super::Undone).
pub struct Undo(UndoIn);

enum UndoIn {
    Loop(Box<dyn FnOnce(Value, Outcome) -> Undoing + Send>),
    Thread(Box<dyn FnOnce(Value, Outcome) -> Result<(), Error> + Send>),
}

type Undoing = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

impl Undo {
    pub(super) fn on_loop<T, A>(undo: impl FnOnce(T, Outcome) -> A + Send + 'static) -> Self
    where
        T: 'static,
        A: Future<Output: TaskOutcome> + Send + 'static,
    {
        let undo = |value: Value, outcome| -> Undoing {
            match value.downcast() {
                Ok(value) => {
                    let undoing = undo(*value, outcome);
                    Box::pin(async move { undoing.await.into_result() })
                }
                Err(_) => Box::pin(async { Ok(()) }),
            }
        };
        Self(UndoIn::Loop(Box::new(undo)))
    }

    pub(super) fn in_thread<T, R>(undo: impl FnOnce(T, Outcome) -> R + Send + 'static) -> Self
    where
        T: 'static,
        R: TaskOutcome,
    {
        let undo = |value: Value, outcome| match value.downcast() {
            Ok(value) => undo(*value, outcome).into_result(),
            Err(_) => Ok(()),
        };
        Self(UndoIn::Thread(Box::new(undo)))
    }
}

impl fmt::Debug for Undo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Undo")
    }
}

/// The threads in which values are undone: not those of the thread lane, in which those may wait who need the value back.
static LANE: LazyLock<ThreadLane> = LazyLock::new(ThreadLane::default);

impl Teardown {
    pub(super) fn new(home: Home, undo: Undo, scope: Scope) -> Self {
        Self {
            rest: Some(Rest { home, undo }),
            scope,
        }
    }

    pub(super) fn scope(&self) -> Scope {
        self.scope
    }

    /// Undoes it.
    ///
    /// # Errors
    ///
    /// What it failed with; a panic is an error like any other.
    pub(super) async fn run(mut self, outcome: Outcome, label: Label) -> Result<(), Error> {
        match self.rest.take() {
            Some(rest) => rest.run(outcome, label).await,
            None => Ok(()),
        }
    }
}

impl Rest {
    async fn run(mut self, outcome: Outcome, label: Label) -> Result<(), Error> {
        let value = value_of(&mut self.home, label).await;
        let undone = match self.undo.0 {
            UndoIn::Loop(undo) => {
                catch_panic(labelled(label, async move { undo(value, outcome).await })).await
            }
            UndoIn::Thread(undo) => LANE.run(move || undo(value, outcome)).await,
        };
        undone.unwrap_or_else(|panic| {
            Err(Error::msg(format!(
                "a teardown panicked: {}",
                panic.message
            )))
        })
    }
}

/// The value, as soon as nobody has it. Most often that is at once: only what a call has left behind can still hold it.
async fn value_of(home: &mut Home, label: Label) -> Value {
    let mut waited = Duration::ZERO;
    let mut warned = false;
    loop {
        if let Some(value) = home.take() {
            return value;
        }
        let wait = (waited / 4).clamp(Duration::from_millis(1), Duration::from_millis(100));
        sleep(wait).await;
        waited += wait;
        if waited > Duration::from_secs(10) && !warned {
            warned = true;
            warn!(
                "{}: a dependency cannot be undone, for something that was left behind still holds its value",
                label.text()
            );
        }
    }
}

impl Drop for Teardown {
    fn drop(&mut self) {
        let Some(rest) = self.rest.take() else {
            return;
        };
        if let Ok(runtime) = Handle::try_current() {
            drop(runtime.spawn(async move {
                let label = Label::new("a teardown".to_owned());
                if let Err(error) = rest.run(Outcome::ClientGone, label).await {
                    error!("a teardown failed: {}", Causes(&error));
                }
            }));
        } else {
            error!("a dependency is not undone: the runtime has ended");
        }
    }
}

impl fmt::Debug for Teardown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Teardown")
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
