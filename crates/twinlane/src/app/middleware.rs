//! The middleware around a whole application, and around the operations of a router.

use super::App;
use crate::build_error::Mistake;
use crate::middlewares::{AddedMiddleware, IntoMiddleware, MiddlewareLayer};
use crate::plan::KnownStates;
use crate::public_names::public_name;

impl App {
    /// Puts a middleware around the whole application: it sees every request first, and every response last.
    ///
    /// The middleware that was added last is the outermost, as in FastAPI.
    ///
    /// It also sees the responses to errors: 404, 405, 422, and the 500 of an operation that failed.
    ///
    /// ```
    /// use std::time::Instant;
    /// use twinlane::prelude::*;
    /// use twinlane::middleware::Next;
    /// use twinlane::Response;
    ///
    /// async fn add_process_time(request: Request, next: Next) -> Response {
    ///     let start = Instant::now();
    ///     let response = next.run(request).await;
    ///     response.with_header("x-process-time", start.elapsed().as_secs_f64().to_string())
    /// }
    ///
    /// let app = App::new().middleware(add_process_time);
    /// # let _ = app;
    /// ```
    pub fn middleware<Via>(mut self, middleware: impl IntoMiddleware<Via>) -> Self {
        self.middleware.push(middleware.into_middleware().0);
        self
    }

    /// Puts a tower layer around the whole application, in one list with its [`middleware`](Self::middleware).
    ///
    /// An error of the layer's service is handled as an error of an operation: its handler answers it, or it is a 500.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tower::timeout::{TimeoutLayer, error::Elapsed};
    /// use twinlane::prelude::*;
    ///
    /// async fn too_slow(_: Elapsed, _: Request) -> (StatusCode, Value) {
    ///     (StatusCode::GATEWAY_TIMEOUT, json!({ "detail": "Too slow" }))
    /// }
    ///
    /// let app = App::new().layer(TimeoutLayer::new(Duration::from_secs(10))).on_error(too_slow);
    /// # let _ = app;
    /// ```
    pub fn layer<B>(mut self, layer: impl MiddlewareLayer<B>) -> Self {
        self.middleware.push(layer.into_middleware().0);
        self
    }
}

/// The list around the application, the outermost first, and what is wrong with it.
pub(super) fn of_app(
    added: Vec<AddedMiddleware>,
    states: &KnownStates,
    mistakes: &mut Vec<Mistake>,
) -> Vec<AddedMiddleware> {
    let middleware = outermost_first(added);
    check(&middleware, "the application", states, mistakes);
    middleware
}

/// A list, the outermost first.
pub(super) fn outermost_first(mut added: Vec<AddedMiddleware>) -> Vec<AddedMiddleware> {
    added.reverse();
    added
}

/// True if one of them gives requests a session.
pub(super) fn gives_sessions(middleware: &[AddedMiddleware]) -> bool {
    middleware.iter().any(AddedMiddleware::gives_sessions)
}

/// Notes what is wrong with the options of middleware, and the values that it takes as `State` and that nobody gives.
pub(super) fn check(
    middleware: &[AddedMiddleware],
    place: &str,
    states: &KnownStates,
    mistakes: &mut Vec<Mistake>,
) {
    for added in middleware {
        for message in added.mistakes() {
            let mistake = Mistake::MiddlewareOption {
                middleware: public_name(added.name()),
                message: message.clone(),
            };
            // That of a router stands around each of its operations.
            if !mistakes.contains(&mistake) {
                mistakes.push(mistake);
            }
        }
        let taken_twice = added.needs().iter();
        let taken_twice = taken_twice.filter_map(|need| states.ambiguous.get(&need.id));
        for mistake in taken_twice {
            if !mistakes.contains(mistake) {
                mistakes.push(mistake.clone());
            }
        }
        let needs = added.needs().iter();
        let missing = needs.filter(|need| !states.has(need.id));
        mistakes.extend(missing.map(|need| Mistake::MiddlewareState {
            place: place.to_owned(),
            middleware: public_name(added.name()),
            type_name: public_name(need.type_name),
        }));
    }
}
