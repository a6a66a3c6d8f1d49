//! Tasks after the response.

use std::fmt;
use std::future::Future;
use std::mem::take;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use tokio::runtime::Handle;
use tracing::{Instrument, Span, error};
use twinlane_lanes::{Guard, InFlight, Label, ThreadLane, catch_panic, labelled};
use twinlane_server::LogText;
use twinlane_web::{Body, BoxError};

use crate::errors::Error;
use crate::log::Causes;

/// Tasks that run after the response has been sent: FastAPI's `BackgroundTasks`.
///
/// The tasks run one after another, in the order in which they were added. If a task fails or panics, the error is logged, and the later tasks do
/// not run. A stopping server waits for the tasks. If the operation itself fails, no task runs.
///
/// ```
/// use twinlane::prelude::*;
///
/// #[post("/orders/{order_id}")]
/// async fn order(order_id: u32, tasks: &mut BackgroundTasks) -> Value {
///     tasks.add(async move { println!("send a mail about {order_id}") });
///     tasks.add_blocking(move || std::fs::write("orders.log", order_id.to_string()));
///     json!({ "ordered": order_id })
/// }
/// # fn main() {}
/// ```
#[derive(Default)]
pub struct BackgroundTasks {
    tasks: Vec<Task>,
}

enum Task {
    Loop(Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>),
    Thread(Box<dyn FnOnce() -> Result<(), Error> + Send>),
}

/// The output of a task: nothing, or a `Result`.
pub trait TaskOutcome {
    /// The error of the task, if it failed.
    ///
    /// # Errors
    ///
    /// The error of the task.
    fn into_result(self) -> Result<(), Error>;
}

impl TaskOutcome for () {
    fn into_result(self) -> Result<(), Error> {
        Ok(())
    }
}

impl<E: Into<Error>> TaskOutcome for Result<(), E> {
    fn into_result(self) -> Result<(), Error> {
        self.map_err(Into::into)
    }
}

impl BackgroundTasks {
    /// An empty list, to call a path operation as a plain function, for example in a test.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a future, which runs on the event loop. For a function that may block, use [`add_blocking`](Self::add_blocking).
    pub fn add<F>(&mut self, task: F)
    where
        F: Future<Output: TaskOutcome> + Send + 'static,
    {
        let task = async move { task.await.into_result() };
        self.tasks.push(Task::Loop(Box::pin(task)));
    }

    /// Adds a function that may block. It runs in the thread lane.
    pub fn add_blocking<T: TaskOutcome>(&mut self, task: impl FnOnce() -> T + Send + 'static) {
        let task = move || task().into_result();
        self.tasks.push(Task::Thread(Box::new(task)));
    }

    /// The number of tasks.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    pub(crate) fn append(&mut self, mut more: Self) {
        self.tasks.append(&mut more.tasks);
    }

    /// Runs them, one after another, up to the first that fails, which is logged.
    pub(crate) async fn run(
        self,
        operation: &str,
        label: Label,
        threads: &ThreadLane,
    ) -> Result<(), Error> {
        for task in self.tasks {
            let ended = match task {
                Task::Loop(task) => catch_panic(labelled(label, task)).await,
                Task::Thread(task) => threads.run(task).await,
            };
            match ended {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    error!(
                        "a background task of {operation} failed: {}",
                        Causes(&error)
                    );
                    return Err(error);
                }
                Err(panic) => {
                    error!(
                        "a background task of {operation} panicked: {}",
                        LogText(&panic.message)
                    );
                    return Err(Error::msg(panic.to_string()));
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for BackgroundTasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackgroundTasks")
            .field("len", &self.len())
            .finish()
    }
}

/// A body after which tasks run: when it has been sent, and also where its client has gone before.
pub(crate) struct WithBackground {
    body: Body,
    ended: bool,
    rest: Option<Rest>,
}

type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

struct Rest {
    /// Told whether the whole body was taken.
    run: Box<dyn FnOnce(bool) -> Running + Send>,
    span: Span,
    runtime: Handle,
    guard: Guard,
}

impl WithBackground {
    pub(crate) fn new<F>(
        body: Body,
        run: impl FnOnce(bool) -> F + Send + 'static,
        in_flight: &InFlight,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self {
            body,
            ended: false,
            rest: Some(Rest {
                run: Box::new(|was_sent| Box::pin(run(was_sent))),
                span: Span::current(),
                runtime: Handle::current(),
                guard: in_flight.track(),
            }),
        }
    }
}

impl Drop for WithBackground {
    fn drop(&mut self) {
        let was_sent = self.ended || self.body.is_end_stream();
        let _after = self.rest.take().map(|rest| After {
            rest: Some(rest),
            was_sent,
        });
        // Before the tasks begin: the body may hold what they, or teardowns, wait for.
        drop(take(&mut self.body));
    }
}

/// Begins the tasks when it is dropped, also where dropping the body panics.
struct After {
    rest: Option<Rest>,
    was_sent: bool,
}

impl Drop for After {
    fn drop(&mut self) {
        if let Some(rest) = self.rest.take() {
            let _runtime = rest.runtime.enter();
            let run = (rest.run)(self.was_sent).instrument(rest.span);
            twinlane_lanes::spawn(async move {
                let _guard = rest.guard;
                run.await;
            });
        }
    }
}

impl http_body::Body for WithBackground {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        self.ended |= matches!(polled, Poll::Ready(None));
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
