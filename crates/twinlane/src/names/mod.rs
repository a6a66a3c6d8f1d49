//! Names of routes, and the URLs that are made of them.
//!
//! [`table`] has the routes of an application by name and by operation, [`builder`] makes a URL of one. Requests that ask for none pay
//! nothing for it.

mod table;
mod wanted;
mod builder;
mod error;

use std::any::{Any, TypeId};
use std::sync::Arc;

pub(crate) use builder::UrlBase;
pub use builder::{UrlBuilder, UrlPathBuilder};
pub use error::UrlError;
pub(crate) use table::{NameTable, NamedRoute};
pub use wanted::UrlTarget;
pub(crate) use wanted::Wanted;

use wanted::GivenParams;

/// The names that the requests of an application know.
#[derive(Debug)]
pub(crate) struct Names {
    /// The routes of this application.
    own: Arc<NameTable>,
    /// Those of the application in which it is mounted, at any depth; its own if it is not mounted.
    outermost: Arc<NameTable>,
}

/// A path that was made of a route.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FoundPath {
    pub(crate) path: String,
    /// True if it is below the place of this application, false if below that of the outermost.
    pub(crate) is_own: bool,
}

impl Names {
    /// The names of an application that stands by itself.
    pub(crate) fn new(table: NameTable) -> Self {
        let own = Arc::new(table);
        let outermost = Arc::clone(&own);
        Self { own, outermost }
    }

    /// The path of the first route whose parameters are these.
    ///
    /// An operation is looked for in this application first: it may be mounted at several places, of which the request has met one. A
    /// name is always one of the outermost application, as in Starlette.
    pub(crate) fn find(
        &self,
        wanted: &Wanted,
        params: &GivenParams,
    ) -> Result<FoundPath, UrlError> {
        let of_outermost = || {
            let path = self.outermost.path(wanted, params)?;
            Ok(FoundPath {
                path,
                is_own: false,
            })
        };
        if let Wanted::Name(_) = wanted {
            return of_outermost();
        }
        match self.own.path(wanted, params) {
            Ok(path) => Ok(FoundPath { path, is_own: true }),
            Err(error @ UrlError::NoRoute { .. }) if Arc::ptr_eq(&self.own, &self.outermost) => {
                Err(error)
            }
            Err(UrlError::NoRoute { .. }) => of_outermost(),
            Err(error) => of_outermost().map_err(|_| error),
        }
    }

    /// True if a route leads to this operation.
    pub(crate) fn has_operation(&self, operation: TypeId) -> bool {
        self.own.has_operation(operation) || self.outermost.has_operation(operation)
    }

    /// The names as a value that parameters are filled with at the start.
    pub(crate) fn state(self: &Arc<Self>) -> (TypeId, Arc<dyn Any + Send + Sync>) {
        (Self::id(), Arc::clone(self) as _)
    }

    /// The type that they are taken by.
    pub(crate) fn id() -> TypeId {
        TypeId::of::<Self>()
    }
}
