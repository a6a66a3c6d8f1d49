//! The function that makes the ids of operations in the document.

use std::fmt;
use std::sync::Arc;

/// A function that makes the id of an operation.
#[derive(Clone)]
pub struct UniqueId(Arc<dyn Fn(&UniqueIdRoute<'_>) -> String + Send + Sync>);

/// The operation for which an id is made: see [`App::generate_unique_id_function`](crate::App::generate_unique_id_function).
#[derive(Debug)]
pub struct UniqueIdRoute<'a> {
    pub(crate) name: &'a str,
    pub(crate) path: String,
    pub(crate) method: &'a str,
    pub(crate) tags: &'a [String],
}

impl UniqueIdRoute<'_> {
    /// The name of the operation: by default, that of its function.
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

/// A function that makes the id of an operation: `fn(&UniqueIdRoute<'_>) -> String`.
#[diagnostic::on_unimplemented(
    message = "`generate_unique_id_function` is a function of an operation that makes a `String`",
    label = "write the name of one: `fn my_ids(route: &UniqueIdRoute<'_>) -> String`"
)]
pub trait UniqueIdFunction: Fn(&UniqueIdRoute<'_>) -> String + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<F: Fn(&UniqueIdRoute<'_>) -> String + Send + Sync + 'static> UniqueIdFunction for F {}

impl UniqueId {
    /// The ids that this function makes.
    pub fn new(function: impl UniqueIdFunction) -> Self {
        Self(Arc::new(function))
    }

    pub(crate) fn of(&self, route: &UniqueIdRoute<'_>) -> String {
        (self.0)(route)
    }
}

impl fmt::Debug for UniqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UniqueId")
    }
}
