//! Options of the application and of its routers that would not work.

use twinlane_server::Settings;

use crate::build_error::Mistake;
use crate::handlers::ErrorHandlers;
use crate::plan::NO_THREAD;
use crate::root_path::{RootPath, RootPathError};
use crate::router::Router;

/// Notes what is said of the whole application and would not work.
pub(super) fn check_app(
    router: &Router,
    handlers: &ErrorHandlers,
    settings: &Settings,
    mistakes: &mut Vec<Mistake>,
) {
    let capacity = router.lane.thread_capacity;
    if capacity.unwrap_or(settings.thread_capacity) == 0 {
        mistakes.push(Mistake::OptionValue {
            place: "the application".to_owned(),
            message: NO_THREAD.to_owned(),
        });
    }
    mistakes.extend(
        handlers
            .doubles
            .iter()
            .map(|double| Mistake::DoubleHandler {
                handled: double.handled.clone(),
                first: double.first.to_string(),
                second: double.second.to_string(),
            }),
    );
}

/// The root path of the application.
pub(super) fn root_path(text: &str, mistakes: &mut Vec<Mistake>) -> RootPath {
    text.parse().unwrap_or_else(|error: RootPathError| {
        mistakes.push(Mistake::OptionValue {
            place: "the application".to_owned(),
            message: format!("its root path is {text:?}: {error}"),
        });
        RootPath::default()
    })
}

/// The same, of a router at its whole prefix. The lane of the outermost is the application's, and is looked at there.
pub(super) fn check_router(router: &Router, prefix: &str, mistakes: &mut Vec<Mistake>) {
    let reasons = [
        (router.lane.thread_capacity == Some(0)).then_some(NO_THREAD),
        router
            .tags
            .iter()
            .any(String::is_empty)
            .then_some("one of its `tags` is empty: write a name or leave it out"),
    ];
    mistakes.extend(
        reasons
            .into_iter()
            .flatten()
            .map(|message| Mistake::OptionValue {
                place: format!("the router at {prefix:?}"),
                message: message.to_owned(),
            }),
    );
}
