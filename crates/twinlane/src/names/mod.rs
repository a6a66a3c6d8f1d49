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
pub(crate) use table::{NameTable, NamedMount, NamedRoute};
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
    /// The number of mounts around this application.
    depth: usize,
    /// The templates of this application, if it has some.
    #[cfg(feature = "templates")]
    templates: Option<Arc<dyn Any + Send + Sync>>,
}

/// A path that was made of a route.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FoundPath {
    pub(crate) path: String,
    /// True if it is below the place of this application, false if below that of the outermost.
    pub(crate) is_own: bool,
    /// The host that it is at, if the route has one.
    pub(crate) host: Option<String>,
    /// True if it is a route of WebSockets.
    pub(crate) is_websocket: bool,
}

impl Names {
    pub(crate) fn new(own: Arc<NameTable>, outermost: &Arc<NameTable>, depth: usize) -> Self {
        let outermost = Arc::clone(outermost);
        Self {
            own,
            outermost,
            depth,
            #[cfg(feature = "templates")]
            templates: None,
        }
    }

    /// The same names, of an application that has these templates.
    #[cfg(feature = "templates")]
    pub(crate) fn with_templates(self, templates: Option<Arc<dyn Any + Send + Sync>>) -> Self {
        Self { templates, ..self }
    }

    /// The templates of the application, if they are of this type.
    #[cfg(feature = "templates")]
    pub(crate) fn templates<T: Clone + 'static>(&self) -> Option<T> {
        self.templates.as_ref()?.downcast_ref().cloned()
    }

    /// The names of an application that is mounted nowhere.
    pub(crate) fn of_outermost(table: Arc<NameTable>) -> Self {
        let outermost = Arc::clone(&table);
        Self::new(table, &outermost, 0)
    }

    /// The path of the first route whose parameters are these, for a request with so many mounts on its way.
    ///
    /// An operation is looked for in this application first: it may be mounted at several places, of which the request has met one. A
    /// name is always one of the outermost application, as in Starlette.
    pub(crate) fn find(
        &self,
        wanted: &Wanted,
        params: &GivenParams,
        depth: usize,
    ) -> Result<FoundPath, UrlError> {
        let of_outermost = || self.outermost.find(wanted, params);
        // Around a mount a request has the place of what is mounted, and the names of what is around it.
        if matches!(wanted, Wanted::Name(_)) || depth != self.depth {
            return of_outermost();
        }
        match self.own.find(wanted, params) {
            Ok(found) => Ok(FoundPath {
                is_own: found.host.is_none(),
                ..found
            }),
            Err(UrlError::NoRoute { .. }) => of_outermost(),
            Err(error) => of_outermost().map_err(|_| error),
        }
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
