//! The application of a test client: started before, at the first request, or not by the client at all.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::error::Result;
use crate::service::Service;
use crate::stages::{Checked, Running};

/// An application that requests of tests are sent to.
pub(super) struct TestedApp {
    service: OnceCell<Service>,
    stage: Mutex<Stage>,
}

enum Stage {
    Checked(Box<Checked>),
    Running(Running),
    /// Its start has begun. It stays so if who waited for it has given up.
    Starting,
    Failed(String),
    /// It is stopped, or nothing that the client stops.
    Ended,
}

impl TestedApp {
    pub(super) fn checked(checked: Checked) -> Self {
        Self {
            service: OnceCell::new(),
            stage: Mutex::new(Stage::Checked(Box::new(checked))),
        }
    }

    pub(super) fn running(running: Running) -> Self {
        Self {
            service: OnceCell::new_with(Some(running.service())),
            stage: Mutex::new(Stage::Running(running)),
        }
    }

    pub(super) fn of(service: Service) -> Self {
        Self {
            service: OnceCell::new_with(Some(service)),
            stage: Mutex::new(Stage::Ended),
        }
    }

    /// The service, which the first who asks has started.
    ///
    /// # Panics
    ///
    /// If the application does not start.
    pub(super) async fn service(&self) -> &Service {
        let start = || async {
            let checked = match self.replace(Stage::Starting) {
                Stage::Checked(checked) => checked,
                Stage::Failed(message) => {
                    self.replace(Stage::Failed(message.clone()));
                    panic!("the application does not start: {message}");
                }
                Stage::Starting => {
                    panic!("the application's start was given up: its first request was dropped")
                }
                Stage::Running(_) | Stage::Ended => {
                    panic!("the application was stopped before its first request")
                }
            };
            match checked.start().await {
                Ok(running) => {
                    let service = running.service();
                    self.replace(Stage::Running(running));
                    service
                }
                Err(error) => {
                    let message = format!("{error:?}");
                    self.replace(Stage::Failed(message.clone()));
                    panic!("the application does not start: {message}");
                }
            }
        };
        self.service.get_or_init(start).await
    }

    pub(super) async fn stop(&self) -> Result {
        match self.replace(Stage::Ended) {
            Stage::Running(running) => running.stop().await,
            Stage::Checked(_) | Stage::Starting | Stage::Failed(_) | Stage::Ended => Ok(()),
        }
    }

    fn replace(&self, stage: Stage) -> Stage {
        let mut known = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut known, stage)
    }
}

impl fmt::Debug for TestedApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestedApp").finish_non_exhaustive()
    }
}
