//! The routes of an application by name and by operation.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::Arc;

use twinlane_web::routing::path_for;
use twinlane_web::{Host, PathTemplate};

use super::wanted::{GivenParams, Wanted};
use super::{FoundPath, UrlError};

/// The routes of an application by name and by operation, those of mounted applications among them.
#[derive(Debug, Default)]
pub(crate) struct NameTable {
    /// In the order of their declaration.
    routes: Vec<NamedRoute>,
    by_name: HashMap<String, Vec<usize>>,
    by_operation: HashMap<TypeId, Vec<usize>>,
}

/// A route with its name.
#[derive(Debug, Clone)]
pub(crate) struct NamedRoute {
    /// The name; those of the mounts around it come before it: `admin:read_item`.
    name: String,
    /// The type of the operation, if it is one.
    operation: Option<TypeId>,
    /// The whole template, the prefixes of mounts included.
    template: PathTemplate,
    /// The template of the host that it is at, with a slash before it.
    host: Option<PathTemplate>,
    /// True if it stands for all that is below a mount: slashes at the start of its `path` do not count.
    is_mount: bool,
    is_websocket: bool,
}

/// Something that is mounted, with its name.
pub(crate) struct NamedMount {
    /// `None`: the names in it have nothing before them.
    pub(crate) name: Option<String>,
    /// Its place: a path, or a host with a slash before it.
    pub(crate) template: PathTemplate,
    pub(crate) is_at_path: bool,
    /// The number of operations that were added before it.
    pub(crate) operations_before: usize,
    /// The names in it, if it is an application.
    pub(crate) names: Option<Arc<NameTable>>,
}

impl NameTable {
    /// The names of pages alone.
    pub(crate) fn of_pages(pages: Vec<NamedRoute>) -> Self {
        let mut names = Self::default();
        for page in pages {
            names.add(page);
        }
        names
    }

    /// Adds operations and mounts in the order in which they were added to the application. `None`: one without a name.
    pub(crate) fn add_all(&mut self, routes: Vec<Option<NamedRoute>>, mounts: &[NamedMount]) {
        let last = routes.len();
        for (place, route) in routes.into_iter().enumerate() {
            let before = mounts.iter().filter(|mount| mount.is_after(place, last));
            before.for_each(|mount| self.add_mount(mount));
            if let Some(route) = route {
                self.add(route);
            }
        }
        let rest = mounts.iter().filter(|mount| mount.is_after(last, last));
        rest.for_each(|mount| self.add_mount(mount));
    }

    fn add(&mut self, route: NamedRoute) {
        let place = self.routes.len();
        let named = self.by_name.entry(route.name.clone()).or_default();
        named.push(place);
        if let Some(operation) = route.operation {
            self.by_operation.entry(operation).or_default().push(place);
        }
        self.routes.push(route);
    }

    fn add_mount(&mut self, mount: &NamedMount) {
        if let (Some(name), Some(rest)) = (&mount.name, rest()) {
            self.add(mount.around(NamedRoute {
                is_mount: true,
                ..NamedRoute::new(name, None, rest)
            }));
        }
        let routes = mount.names.iter().flat_map(|names| &names.routes);
        for route in routes {
            let name = match &mount.name {
                Some(mount) => format!("{mount}:{}", route.name),
                None => route.name.clone(),
            };
            self.add(mount.around(NamedRoute {
                name,
                ..route.clone()
            }));
        }
    }

    /// True if a route leads to this operation.
    pub(crate) fn has_operation(&self, operation: TypeId) -> bool {
        self.by_operation.contains_key(&operation)
    }

    /// The path of the first route that is wanted and has just these parameters.
    pub(super) fn find(
        &self,
        wanted: &Wanted,
        params: &GivenParams,
    ) -> Result<FoundPath, UrlError> {
        let mut nearest: Option<(usize, UrlError)> = None;
        for route in self.routes_of(wanted) {
            let missing = route.names().filter(|&name| !params.has(name));
            let missing: Vec<String> = missing.map(str::to_owned).collect();
            let has = |name: &&str| !route.names().any(|known| known == *name);
            let unknown: Vec<String> = params.names().filter(has).map(str::to_owned).collect();
            let distance = missing.len() + unknown.len();
            if distance == 0 {
                return route.found(wanted, params);
            }
            if nearest.as_ref().is_none_or(|(other, _)| distance < *other) {
                let error = UrlError::Parameters {
                    wanted: wanted.to_string(),
                    path: route.template.to_string(),
                    missing,
                    unknown,
                };
                nearest = Some((distance, error));
            }
        }
        Err(match nearest {
            Some((_, error)) => error,
            None => UrlError::NoRoute {
                wanted: wanted.to_string(),
            },
        })
    }

    fn routes_of(&self, wanted: &Wanted) -> impl Iterator<Item = &NamedRoute> {
        let places = match wanted {
            Wanted::Operation(id, _) => self.by_operation.get(id),
            Wanted::Name(name) => self.by_name.get(name),
        };
        let places = places.into_iter().flatten();
        places.filter_map(|&place| self.routes.get(place))
    }
}

impl NamedMount {
    /// True if it was added after this many operations, of which there are so many in all. Hosts come after everything.
    fn is_after(&self, operations: usize, all: usize) -> bool {
        if self.is_at_path {
            self.operations_before == operations
        } else {
            operations == all
        }
    }

    /// A route in it, as one of the application around it.
    fn around(&self, route: NamedRoute) -> NamedRoute {
        if self.is_at_path {
            let template = self.template.join(&route.template);
            NamedRoute { template, ..route }
        } else {
            // A host within a host would be another host.
            let host = route.host.clone().or_else(|| Some(self.template.clone()));
            NamedRoute { host, ..route }
        }
    }
}

/// The template of all that is below a mount.
fn rest() -> Option<PathTemplate> {
    PathTemplate::parse("/{path:path}").ok()
}

impl NamedRoute {
    pub(crate) fn new(name: &str, operation: Option<TypeId>, template: PathTemplate) -> Self {
        Self {
            name: name.to_owned(),
            operation,
            template,
            host: None,
            is_mount: false,
            is_websocket: false,
        }
    }

    /// Whether it is one of WebSockets, whose URL has a scheme of its own.
    pub(crate) fn websocket(mut self, is_websocket: bool) -> Self {
        self.is_websocket = is_websocket;
        self
    }

    /// The names of its parameters.
    fn names(&self) -> impl Iterator<Item = &str> {
        let host = self.host.iter().flat_map(PathTemplate::names);
        host.chain(self.template.names())
    }

    fn found(&self, wanted: &Wanted, params: &GivenParams) -> Result<FoundPath, UrlError> {
        let refused = |message: String| UrlError::Value {
            wanted: wanted.to_string(),
            message,
        };
        if let Some((name, reason)) = params.unwritable() {
            return Err(refused(format!("`{name}`: {reason}")));
        }
        let value = |name: &str| {
            let text = params.get(name)?;
            let is_rest = self.is_mount && name == "path";
            Some(if is_rest {
                text.trim_start_matches('/')
            } else {
                text
            })
        };
        let path = |template| path_for(template, value).map_err(|error| refused(error.to_string()));
        let host = self.host.as_ref().map(path).transpose()?;
        let host = host.map(|host| host.trim_start_matches('/').to_owned());
        if let Some(host) = &host
            && Host::parse(host.as_bytes()).is_none()
        {
            return Err(refused(format!("{host:?} is no host")));
        }
        Ok(FoundPath {
            path: path(&self.template)?,
            is_own: false,
            host,
            is_websocket: self.is_websocket,
        })
    }
}
