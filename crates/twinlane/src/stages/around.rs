//! A function around the whole life of an application.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tracing::error;
use twinlane_lanes::{StopSignal, catch_panic, spawn};
use twinlane_server::LogText;

use crate::dependencies::LifespanValue;
use crate::errors::{Error, Result};
use crate::log::Causes;

/// The application, for a function [around](crate::App::around) it.
#[must_use = "`run` it: the application does not start before"]
pub struct Around {
    entered: oneshot::Sender<()>,
    ended: oneshot::Receiver<()>,
}

/// The end of an application. [`Around::run`] returns it, and a function around an application must return it.
#[derive(Debug)]
#[must_use = "a function around an application returns it"]
pub struct Ended(());

impl Around {
    /// Starts the application, and waits until it has stopped, or has failed to start.
    ///
    /// An error of the start or of the stop is not returned here. The application itself ends with it.
    ///
    /// If this future is dropped before its end, for example by a timeout, the application is cancelled. A [served](crate::App::serve) application
    /// stops when the function has returned its error.
    pub async fn run(self) -> Ended {
        let Self { entered, ended } = self;
        // Nobody waits for it if the start was given up. Then it has ended at once.
        let _: Result<(), ()> = entered.send(());
        let _ = ended.await;
        Ended(())
    }
}

/// A function that was added.
pub(crate) struct AroundFunction {
    run: Box<dyn FnOnce(Around) -> Life + Send>,
    place: &'static Location<'static>,
}

type Life = Pin<Box<dyn Future<Output = Result<Ended>> + Send>>;

impl AroundFunction {
    pub(crate) fn new<F, R, E>(function: F, place: &'static Location<'static>) -> Self
    where
        F: FnOnce(Around) -> R + Send + 'static,
        R: Future<Output = Result<Ended, E>> + Send + 'static,
        E: Into<Error>,
    {
        // Called within the future, so that a panic of the call is one of the future.
        let run = |around| -> Life {
            Box::pin(async move { function(around).await.map_err(Into::into) })
        };
        Self {
            run: Box::new(run),
            place,
        }
    }

    /// Its name in the log and in errors.
    pub(super) fn name(&self) -> String {
        format!("the function around the application from {}", self.place)
    }

    /// Runs it up to the application. What undoes the value lets it go on, and waits for its end.
    ///
    /// `left`: is sent if it ends while the application runs.
    ///
    /// # Errors
    ///
    /// It has failed, or has not run the application.
    pub(super) async fn start(self, left: StopSignal) -> Result<LifespanValue> {
        let (entered, is_entered) = oneshot::channel();
        let (end, ended) = oneshot::channel();
        let is_told = StopSignal::new();
        let told = is_told.clone();
        let name = self.name();
        let mut task = FunctionTask(spawn(async move {
            let around = Around { entered, ended };
            let ran = catch_panic(async move { (self.run)(around).await }).await;
            let ran = ran.unwrap_or_else(|panicked| {
                let message = LogText(&panicked.message).to_string();
                Err(Error::msg(format!("it panicked: {message}")))
            });
            if let (Err(error), false) = (&ran, is_told.is_sent()) {
                error!("{name} has ended before the application: {}", Causes(error));
                left.send();
            }
            ran.map(|Ended(())| ())
        }));
        if is_entered.await.is_err() {
            task.end().await?;
            return Err(Error::msg("it has not run the application"));
        }
        let undo = async move || {
            told.send();
            // Nobody hears it if the function has ended.
            let _: Result<(), ()> = end.send(());
            task.end().await
        };
        Ok(LifespanValue::new(()).undone_by(undo))
    }
}

/// The task of a function. Dropped before its end, the function is given up.
struct FunctionTask(JoinHandle<Result>);

impl FunctionTask {
    async fn end(&mut self) -> Result {
        // It panics nowhere, so that only its runtime can have ended it.
        let ended = (&mut self.0).await;
        ended.unwrap_or_else(|_| Err(Error::msg("its runtime has ended")))
    }
}

impl Drop for FunctionTask {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl fmt::Debug for Around {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Around")
    }
}

impl fmt::Debug for AroundFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AroundFunction").field(&self.place).finish()
    }
}
