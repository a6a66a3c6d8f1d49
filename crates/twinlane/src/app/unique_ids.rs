//! The ids of operations: made by a function of the application, and told where two are equal.

use std::collections::HashMap;
use std::fmt;

use tracing::warn;

use super::App;
use crate::openapi::Documented;
use crate::plan::Planned;

/// A function that makes the id of an operation.
pub(super) struct UniqueId(Box<dyn Fn(&UniqueIdRoute<'_>) -> String + Send + Sync>);

/// The operation that an id is made for: see [`App::generate_unique_id_function`].
#[derive(Debug)]
pub struct UniqueIdRoute<'a> {
    name: &'a str,
    path: String,
    method: &'a str,
    tags: &'a [String],
}

impl UniqueIdRoute<'_> {
    /// Its name, which is that of its function.
    pub fn name(&self) -> &str {
        self.name
    }

    /// Its whole path, as in the document: `/items/{item_id}`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its method, in capitals.
    pub fn method(&self) -> &str {
        self.method
    }

    /// Its tags, those of its routers first.
    pub fn tags(&self) -> &[String] {
        self.tags
    }
}

impl App {
    /// Makes the ids of operations in the document, but for those that say their own: FastAPI's `generate_unique_id_function`.
    ///
    /// Names of functions in generated clients follow from them. Two equal ones are told in the log.
    ///
    /// ```
    /// use twinlane::UniqueIdRoute;
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
        self.unique_id = Some(UniqueId(Box::new(function)));
        self
    }
}

/// The operations with the ids that the function makes, if there is one.
pub(super) fn set(function: Option<&UniqueId>, mut operations: Vec<Planned>) -> Vec<Planned> {
    let Some(UniqueId(function)) = function else {
        return operations;
    };
    let is_documented = |planned: &&mut Planned| !planned.route.description.options.hidden;
    for planned in operations.iter_mut().filter(is_documented) {
        let description = &planned.route.description;
        let route = UniqueIdRoute {
            name: description.route_name(),
            path: planned.template.format(),
            method: description.method.as_str(),
            tags: &planned.tags,
        };
        planned.operation_id = Some(function(&route));
    }
    operations
}

/// Says in the log which operations of the document have one id: clients that are generated from it have one function for them.
pub(super) fn warn_of_equal(operations: &[Planned], documented: &[Documented<'_>]) {
    let mut first: HashMap<String, &Planned> = HashMap::new();
    let documented = operations.iter().zip(documented);
    for (planned, documented) in documented.filter(|(_, documented)| !documented.is_hidden()) {
        let id = documented.operation_id();
        match first.get(&id) {
            Some(earlier) => warn!(
                "{}: its operation id `{id}` is that of {}: say another by `operation_id = \"..\"`",
                planned.name, earlier.name
            ),
            None => drop(first.insert(id, planned)),
        }
    }
}

impl fmt::Debug for UniqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UniqueId")
    }
}
