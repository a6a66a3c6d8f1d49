//! Options of the application and of its routers that would not work.

use twinlane_server::Settings;

use super::App;
use crate::build_error::Mistake;
use crate::plan::NO_THREAD;
use crate::root_path::{RootPath, RootPathError};
use crate::router::Router;

/// Notes what is said of the whole application and would not work. Returns its root path.
pub(super) fn check_app(
    app: &App,
    settings: &Settings,
    is_at_path: bool,
    mistakes: &mut Vec<Mistake>,
) -> RootPath {
    let capacity = app.router.lane.thread_capacity;
    if capacity.unwrap_or(settings.thread_capacity) == 0 {
        mistakes.push(Mistake::OptionValue {
            place: "the application".to_owned(),
            message: NO_THREAD.to_owned(),
        });
    }
    if is_at_path && !app.root_path.is_empty() {
        mistakes.push(Mistake::OptionValue {
            place: "the application".to_owned(),
            message: format!(
                "its root path is {:?}, but it is mounted: leave `root_path` out, since it is where it is mounted",
                app.root_path
            ),
        });
    }
    mistakes.extend(
        app.handlers
            .doubles
            .iter()
            .map(|double| Mistake::DoubleHandler {
                handled: double.handled.clone(),
                first: double.first.to_string(),
                second: double.second.to_string(),
            }),
    );
    root_path(&app.root_path, mistakes)
}

/// The root path of the application.
fn root_path(text: &str, mistakes: &mut Vec<Mistake>) -> RootPath {
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
