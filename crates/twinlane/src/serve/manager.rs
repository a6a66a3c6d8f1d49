//! The service manager, if there is one, as the stages of serving tell it.

use twinlane_server::Server;
#[cfg(unix)]
use twinlane_server::ServiceManager;

use super::banner::places;

/// The service manager, if there is one. Its signs of life end when this is dropped.
pub(super) struct Manager {
    #[cfg(unix)]
    manager: Option<ServiceManager>,
}

impl Manager {
    /// Says that the application serves.
    #[cfg_attr(not(unix), expect(unused_variables, reason = "nobody is told"))]
    pub(super) fn ready(server: &Server) -> Self {
        #[cfg(unix)]
        let manager = ServiceManager::from_env()
            .inspect(|manager| manager.ready(&format!("serves on {}", places(server))));
        Self {
            #[cfg(unix)]
            manager,
        }
    }

    /// Says that the application stops.
    pub(super) fn stopping(&self) {
        #[cfg(unix)]
        if let Some(manager) = &self.manager {
            manager.stopping("finishes what is in flight");
        }
    }
}
