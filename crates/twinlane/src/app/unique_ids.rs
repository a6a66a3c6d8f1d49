//! The ids of operations: made by functions of the application, and told where two are equal.

use std::collections::HashMap;

use tracing::warn;

use super::App;
use crate::openapi::Documented;
use crate::operation::{
    OperationDescription, OperationName, OperationOptions, UniqueId, UniqueIdRoute,
};
use crate::plan::{Planned, PlannedRequest};

impl App {
    /// Sets the function that makes the ids of operations in the document: FastAPI's `generate_unique_id_function`.
    ///
    /// An operation with an `operation_id` keeps it. Generated clients name their functions after the ids. If two ids are equal, the log has a
    /// warning. A router may have a function of its own ([`Router::generate_unique_id_function`](crate::Router::generate_unique_id_function)), and
    /// so may an operation, a callback or a webhook: `#[get("/items", generate_unique_id_function = tag_and_name)]`. As in FastAPI, the function of
    /// the application does not apply to callbacks and webhooks.
    ///
    /// ```
    /// use twinlane::routing::UniqueIdRoute;
    /// use twinlane::prelude::*;
    ///
    /// fn tag_and_name(route: &UniqueIdRoute<'_>) -> String {
    ///     let tag = route.tags().first().map_or("all", String::as_str);
    ///     format!("{tag}-{}", route.name())
    /// }
    ///
    /// let app = App::new().generate_unique_id_function(tag_and_name);
    /// # let _ = app;
    /// ```
    pub fn generate_unique_id_function(
        mut self,
        function: impl Fn(&UniqueIdRoute<'_>) -> String + Send + Sync + 'static,
    ) -> Self {
        self.router.unique_id = Some(UniqueId::new(function));
        self
    }
}

/// The id that a function makes for an operation: its own, or the one of what is around it. `None`: it has an id, or no function.
pub(super) fn made(
    description: &OperationDescription,
    (path, tags): (String, &[String]),
    around: Option<&UniqueId>,
) -> Option<String> {
    let options = &description.options;
    let function = options.generate_unique_id_function.as_ref().or(around)?;
    let is_documented = |options: &OperationOptions| !options.hidden;
    (is_documented(options) && options.operation_id.is_none_or(str::is_empty)).then(|| {
        function.of(&UniqueIdRoute {
            name: description.route_name(),
            path,
            method: description.method.as_str(),
            tags,
        })
    })
}

impl PlannedRequest {
    /// The request with the id that its own function makes.
    pub(super) fn with_made_id(mut self) -> Self {
        let description = &self.request.description;
        let told = (description.path.to_owned(), self.tags.as_slice());
        self.operation_id = made(description, told, None);
        self
    }
}

/// Says in the log which operations of the document have one id: clients that are generated from it have one function for them.
pub(super) fn warn_of_equal(
    operations: &[Planned],
    documented: &[Documented<'_>],
    webhooks: &[Documented<'_>],
) {
    let mut ids = Ids::default();
    for (planned, documented) in operations.iter().zip(documented) {
        if !documented.is_hidden() {
            ids.note(planned.name.clone(), documented);
            documented
                .callbacks()
                .for_each(|callback| ids.note(callback.request_name(), callback));
        }
    }
    let webhooks = webhooks.iter().filter(|webhook| !webhook.is_hidden());
    webhooks.for_each(|webhook| ids.note(webhook.request_name(), webhook));
}

/// The ids of a document.
#[derive(Default)]
struct Ids {
    first: HashMap<String, OperationName>,
    /// One callback of many operations is told of once.
    told: Vec<(OperationName, OperationName)>,
}

impl Ids {
    fn note(&mut self, name: OperationName, documented: &Documented<'_>) {
        let id = documented.operation_id();
        let Some(earlier) = self.first.get(&id) else {
            self.first.insert(id, name);
            return;
        };
        let pair = (earlier.clone(), name);
        if self.told.contains(&pair) {
            return;
        }
        let (earlier, name) = &pair;
        if earlier == name {
            warn!(
                "{name}: several operations are listed for it, so its operation id is repeated: `{id}`"
            );
        } else {
            warn!(
                "{name}: its operation id `{id}` is that of {earlier}: set another with `operation_id = \"..\"`"
            );
        }
        self.told.push(pair);
    }
}
