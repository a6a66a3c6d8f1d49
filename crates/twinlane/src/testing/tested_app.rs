//! The application of a test client: started before, at the first request, or not by the client at all.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::Notify;
use twinlane_lanes::spawn;

use crate::errors::Result;
use crate::names::Names;
use crate::service::Service;
use crate::stages::{Checked, Running};

/// An application that requests of tests are sent to.
pub(super) struct TestedApp {
    /// Set once it is running.
    service: OnceLock<Service>,
    stage: Mutex<Stage>,
    /// The routes by their names.
    names: Arc<Names>,
    /// Tells of a start that has ended.
    news: Notify,
}

enum Stage {
    Checked(Box<Checked>),
    /// A task starts it.
    Starting,
    Running(Running),
    Failed(String),
    /// It is stopped, or nothing that the client stops.
    Ended,
}

impl TestedApp {
    pub(super) fn checked(checked: Checked) -> Self {
        // With nothing to do at its start, requests are in line in the order in which they are sent.
        match checked.start_at_once() {
            Ok(running) => Self::running(running),
            Err(checked) => {
                let names = checked.names();
                Self::new(Stage::Checked(checked), None, names)
            }
        }
    }

    pub(super) fn running(running: Running) -> Self {
        let service = running.service();
        let names = Arc::clone(service.names());
        Self::new(Stage::Running(running), Some(service), names)
    }

    pub(super) fn of(service: Service) -> Self {
        let names = Arc::clone(service.names());
        Self::new(Stage::Ended, Some(service), names)
    }

    fn new(stage: Stage, service: Option<Service>, names: Arc<Names>) -> Self {
        Self {
            service: service.map_or_else(OnceLock::new, OnceLock::from),
            stage: Mutex::new(stage),
            names,
            news: Notify::new(),
        }
    }

    pub(super) fn names(&self) -> &Arc<Names> {
        &self.names
    }

    /// The service, which the first who asks has started, in a task: whoever gives up his request, the others find it started.
    ///
    /// # Panics
    ///
    /// If the application does not start.
    pub(super) async fn service(self: &Arc<Self>) -> &Service {
        if let Some(service) = self.service.get() {
            return service;
        }
        self.begin_start();
        self.wait_for_start().await;
        if let Some(service) = self.service.get() {
            return service;
        }
        if let Stage::Failed(message) = &*self.stage() {
            panic!("the application does not start: {message}");
        }
        panic!("the application was stopped before its first request")
    }

    /// Stops it, if it runs. A start that goes on is waited for.
    pub(super) async fn stop(&self) -> Result {
        self.wait_for_start().await;
        let ended = std::mem::replace(&mut *self.stage(), Stage::Ended);
        match ended {
            Stage::Running(running) => running.stop().await,
            Stage::Checked(_) | Stage::Starting | Stage::Failed(_) | Stage::Ended => Ok(()),
        }
    }

    /// Has a task start it, if nobody has.
    fn begin_start(self: &Arc<Self>) {
        let mut stage = self.stage();
        if !matches!(*stage, Stage::Checked(_)) {
            return;
        }
        let Stage::Checked(checked) = std::mem::replace(&mut *stage, Stage::Starting) else {
            return;
        };
        drop(stage);
        let start = Start {
            app: Arc::clone(self),
            stage: Some(Stage::Failed(
                "its runtime has ended, or its start has panicked".to_owned(),
            )),
        };
        drop(spawn(async move {
            let started = checked.start().await;
            start.end(started);
        }));
    }

    async fn wait_for_start(&self) {
        loop {
            let news = self.news.notified();
            if !matches!(*self.stage(), Stage::Starting) {
                return;
            }
            news.await;
        }
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A start that goes on. It ends with this stage if its task ends before it.
struct Start {
    app: Arc<TestedApp>,
    stage: Option<Stage>,
}

impl Start {
    fn end(mut self, started: Result<Running>) {
        self.stage = Some(match started {
            Ok(running) => {
                let _: Result<(), Service> = self.app.service.set(running.service());
                Stage::Running(running)
            }
            Err(error) => Stage::Failed(format!("{error:?}")),
        });
    }
}

impl Drop for Start {
    fn drop(&mut self) {
        if let Some(stage) = self.stage.take() {
            *self.app.stage() = stage;
            self.app.news.notify_waiters();
        }
    }
}

impl fmt::Debug for TestedApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestedApp").finish_non_exhaustive()
    }
}
