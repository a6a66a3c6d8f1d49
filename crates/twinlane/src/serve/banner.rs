//! The lines of the log that say where an application is served.

use tokio::runtime::{Handle, RuntimeFlavor};
use tracing::{info, warn};
use twinlane_server::{LogText, Server};

use crate::service::Service;

/// Says where the application is, and on which runtime.
pub(super) fn announce(server: &Server, service: &Service) {
    let scheme = server.scheme();
    info!(
        "Twinlane {} serves on {} (stop it with Ctrl-C)",
        env!("CARGO_PKG_VERSION"),
        LogText(places(server))
    );
    // Of several addresses one is enough; a unix socket has none.
    if let Some(address) = server.local_addr() {
        if let Some(docs_url) = service.docs_url() {
            info!("docs: {scheme}://{address}{docs_url}");
        }
        if let Some(address_of_page) = service.lanes_page() {
            info!("lanes: {scheme}://{address}{address_of_page}");
        }
    }
    let one_thread = Handle::current().runtime_flavor() == RuntimeFlavor::CurrentThread;
    match twinlane_lanes::spare_workers() {
        0 if one_thread => warn!(
            "this is tokio's current-thread runtime: all `async fn`s share one core, one that blocks stops them all and nothing tells, \
             and `lanes::block_on` works in plain `fn`s alone; `#[twinlane::main]` has a worker for each core, spare workers and a watchdog"
        ),
        0 => warn!(
            "this tokio runtime has no spare workers and no watchdog: an `async fn` that blocks holds up the others and nothing tells, \
             and every plain `fn` goes to a thread; `#[twinlane::main]` has them"
        ),
        spare => {
            info!(
                "event loop: {spare} spare workers; plain `fn` operations run in the thread lane"
            );
        }
    }
}

/// All places where the application is, as Uvicorn names them.
pub(super) fn places(server: &Server) -> String {
    let places: Vec<_> = server
        .addresses()
        .map(|place| place.with_scheme(server.scheme().as_str()))
        .collect();
    match &places[..] {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        _ => places.concat(),
    }
}
