//! The lanes of an application, and the page that shows them.

use std::panic::Location;
use std::sync::Arc;

use twinlane_lanes::Label;

use super::App;
use super::parts::Outer;
use crate::build_error::Mistake;
use crate::dependencies::{DependencyRef, PlannedDependencies};
use crate::frozen::OperationLanes;
use crate::lane_rules::Lane;
use crate::lane_rules::PlannedLane;
use crate::lanes_page::{self, AddedLanesPage, LanesBook, LanesPage};
use crate::operation::OperationName;
use crate::plan::Planned;
use crate::router::Router;

/// # The page of the lanes
impl App {
    /// Serves a page with the load of the lanes at this address, and the same data as JSON below it at `/json`.
    ///
    /// The page shows a timeline of the last half minute, the cost of the calls of each operation, and the option that would serve an operation
    /// better. The page is for operators only, so the dependencies in `behind` run before it. If `behind` is empty, or has only lifespan
    /// dependencies, the application does not start.
    ///
    /// By default, a debug build that is [served](Self::serve) has the page at `/_lanes` for everybody, and any other build has no page. The
    /// figures cost about a microsecond a request.
    ///
    /// ```
    /// use twinlane::prelude::*;
    ///
    /// #[dependency]
    /// async fn operator(#[header] x_key: Secret<String>) -> Result<()> {
    ///     if !lanes_key_is_right(x_key.expose()) {
    ///         return Err(HttpError::new(403, "Forbidden").into());
    ///     }
    ///     Ok(())
    /// }
    /// # fn lanes_key_is_right(_: &str) -> bool { true }
    ///
    /// let app = App::new().lanes_page("/_lanes", dependencies![operator]);
    /// # let _ = app;
    /// ```
    pub fn lanes_page(mut self, address: impl Into<String>, behind: Vec<DependencyRef>) -> Self {
        self.lanes_page = LanesPage::Guarded {
            address: address.into(),
            by: behind,
        };
        self
    }

    /// Disables the [page of the lanes](Self::lanes_page), in development too.
    pub fn without_lanes_page(mut self) -> Self {
        self.lanes_page = LanesPage::Off;
        self
    }
}

/// Adds the operations of the page that shows the lanes, if there is to be one.
pub(super) fn add_page(
    app: &mut App,
    outer: &Outer<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Option<(String, Arc<LanesBook>)> {
    let development = outer.development && outer.states.is_none();
    let page = std::mem::take(&mut app.lanes_page);
    if let Some(address) = page.is_unguarded() {
        mistakes.push(Mistake::LanesPage {
            address: address.to_owned(),
        });
    }
    if let Some(address) = page.is_no_address() {
        mistakes.push(Mistake::Address {
            address: address.to_owned(),
        });
        return None;
    }
    let AddedLanesPage {
        address,
        router,
        book,
    } = page.added(development, outer.book.clone())?;
    app.router = std::mem::take(&mut app.router).router(router);
    app.states.add(Arc::clone(&book), Location::caller());
    Some((address, book))
}

/// The lane of the whole application. Its options are taken off the router, so they do not count twice.
pub(super) fn of_app(router: &mut Router, outer: &Outer<'_>) -> PlannedLane {
    let rules = std::mem::take(&mut router.lane);
    match &outer.lane {
        Some(lane) => lane.within(rules, &format!("what is mounted at {}", outer.at)),
        None => PlannedLane::of_app(rules, outer.settings.thread_capacity),
    }
}

/// Describes an operation to the lanes. Its figures are kept only if there is a book to read them.
pub(super) fn of_operation(planned: &Planned, book: Option<&LanesBook>) -> OperationLanes {
    let description = &planned.route.description;
    let label = label(planned);
    let lane = &planned.lane;
    let site = match book.filter(|_| !is_of_page(planned)) {
        None => lane.site(label),
        Some(book) => {
            let threads = (lane.name.as_str(), &lane.threads);
            book.enter(&lane.site(label), description.lane, threads)
        }
    };
    OperationLanes {
        site,
        trips: lane.site(label),
        after: Label::with_remedy(
            format!("a background task of {label}"),
            "add it with `add_blocking`",
        ),
        stream: Label::with_remedy(
            format!("the stream of {label}"),
            "make it with `blocking` of `Streaming`, `JsonLines` or `EventStream`",
        ),
        threads: lane.threads.clone(),
        cancel_on_disconnect: lane.cancel_on_disconnect,
    }
}

fn label(planned: &Planned) -> Label {
    let description = &planned.route.description;
    let (path, name) = (&planned.name.path, description.name);
    if description.is_websocket() {
        let text = format!("WebSocket {path} ({name})");
        return Label::with_remedy(
            text,
            "send what blocks to `lanes::threads`, and what computes to `lanes::cpu`",
        );
    }
    Label::new(format!("{} {path} ({name})", description.method))
}

/// True if it is an operation of the page.
pub(super) fn is_of_page(planned: &Planned) -> bool {
    planned.route.description.module == lanes_page::MODULE
}

/// Leaves out the mistakes of the development page's operations. The application's own operations come before the page, and report a
/// mistake in an option of all operations.
pub(super) fn leave_out_page(is_for_development: bool, mistakes: &mut Vec<Mistake>) {
    let is_of_page = |mistake: &Mistake| mistake.operation().is_some_and(is_of_page_by_name);
    mistakes.retain(|mistake| !(is_for_development && is_of_page(mistake)));
}

/// True if it is an operation of the page, as a mistake names it.
fn is_of_page_by_name(operation: &OperationName) -> bool {
    let function = operation.function.strip_prefix(lanes_page::MODULE);
    function.is_some_and(|rest| rest.starts_with("::"))
}

/// Enters the dependencies that have a lane for themselves.
pub(super) fn enter_own(book: &LanesBook, dependencies: &mut PlannedDependencies) {
    for node in &mut dependencies.nodes {
        if let Some(threads) = &node.threads {
            let name = format!("threads of {}", node.site.label());
            node.site = book.enter(&node.site, Lane::Thread, (&name, threads));
        }
    }
}
