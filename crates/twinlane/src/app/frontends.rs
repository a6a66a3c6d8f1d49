//! Built frontends, and the operations that stand before them.

use std::sync::Arc;

use http::Method;
use twinlane_web::PathTemplate;
use twinlane_web::routing::{Table, TableBuilder};

use super::App;
use super::check::{operation, sources_of};
use super::names::AppNames;
use super::parts::{Given, Outer, Shared};
use crate::build_error::Mistake;
use crate::frontend::Frontend;
use crate::frozen::{AnswerChange, Endpoint};
use crate::plan::{KnownStates, Planned};

/// # Frontends
impl App {
    /// Serves the files of a built frontend, for paths that nothing else serves: FastAPI's `frontend`.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::files::Frontend;
    ///
    /// #[get("/api/items")]
    /// async fn items() -> Vec<String> {
    ///     vec!["plumbus".to_owned()]
    /// }
    ///
    /// let app = App::new().routes(routes![items]).frontend("/", Frontend::new("dist"));
    /// # let _ = app;
    /// ```
    ///
    /// `dist/app.js` is served at `/app.js`, and `dist/index.html` at `/`. Operations, mounts, docs pages and redirects of slashes come before a
    /// frontend. Of two frontends, the one with the longer path comes first. A path without a file gets a page of the frontend, so that the router
    /// in the browser can handle the path: see [`Fallback`](crate::files::Fallback).
    ///
    /// The dependencies and the middleware of the application and of the routers around the frontend run before it, for every method.
    ///
    /// If the directory does not exist, the application does not start; in development it logs a warning instead. A frontend is not in the
    /// document.
    pub fn frontend(mut self, path: impl Into<String>, frontend: impl Into<Frontend>) -> Self {
        self.router = self.router.frontend(path, frontend);
        self
    }
}

/// A frontend at one path, with all that the routers around it say.
pub(super) struct PlannedFrontend {
    pub(super) frontend: Arc<Frontend>,
    /// Its path, as mistakes name it.
    pub(super) place: String,
    /// The path itself, or all that is below it.
    pub(super) template: PathTemplate,
    /// The operation that stands before its files.
    pub(super) planned: Planned,
}

/// A table of the operations of frontends, if there are any. They are in no document, under no name and on no page.
pub(super) fn table(
    planned: Vec<PlannedFrontend>,
    (states, outer, gives_sessions): (&KnownStates, &Outer<'_>, bool),
    shared: &mut Shared,
    mistakes: &mut Vec<Mistake>,
) -> Option<Table<Endpoint>> {
    let mut table = TableBuilder::new();
    let is_any = !planned.is_empty();
    let mut last: Option<Arc<Frontend>> = None;
    for mut one in planned {
        // It is there twice, for the path itself and for what is below.
        let is_known = last.is_some_and(|last| Arc::ptr_eq(&last, &one.frontend));
        last = Some(Arc::clone(&one.frontend));
        let mut wrong = if is_known {
            Vec::new()
        } else {
            one.frontend.mistakes(outer.development)
        };
        let sources = sources_of(&one.planned);
        let mut given = Given {
            book: None,
            states,
            settings: outer.settings,
            shared: &mut *shared,
            names: &mut AppNames::default(),
            gives_sessions,
        };
        let mut operation = operation(&mut one.planned, &sources, &mut given, mistakes);
        operation.shaping = Some(Box::new(AnswerChange::Frontend(Arc::new(
            one.frontend.served(),
        ))));
        let endpoint = Endpoint::Operation(Box::new(operation));
        if table.insert(&one.template, Method::GET, endpoint).is_err() {
            wrong.push(
                "another frontend has its path: change one of them or leave one out".to_owned(),
            );
        }
        for message in wrong {
            let mistake = Mistake::OptionValue {
                place: one.place.clone(),
                message,
            };
            if !mistakes.contains(&mistake) {
                mistakes.push(mistake);
            }
        }
    }
    is_any.then(|| table.build())
}
