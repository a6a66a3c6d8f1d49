//! The routes of an application by name and by operation.

use std::any::TypeId;
use std::collections::HashMap;

use twinlane_web::PathTemplate;
use twinlane_web::routing::path_for;

use super::UrlError;
use super::wanted::{GivenParams, Wanted};

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
    pub(crate) name: String,
    /// The type of the operation, if it is one.
    pub(crate) operation: Option<TypeId>,
    /// The whole template, the prefixes of mounts included.
    pub(crate) template: PathTemplate,
}

impl NameTable {
    /// Adds a route after all others.
    pub(crate) fn add(&mut self, route: NamedRoute) {
        let place = self.routes.len();
        let named = self.by_name.entry(route.name.clone()).or_default();
        named.push(place);
        if let Some(operation) = route.operation {
            self.by_operation.entry(operation).or_default().push(place);
        }
        self.routes.push(route);
    }

    /// True if a route leads to this operation.
    pub(crate) fn has_operation(&self, operation: TypeId) -> bool {
        self.by_operation.contains_key(&operation)
    }

    /// The path of the first route that is wanted and has just these parameters.
    pub(super) fn path(&self, wanted: &Wanted, params: &GivenParams) -> Result<String, UrlError> {
        let mut nearest: Option<(usize, UrlError)> = None;
        for route in self.routes_of(wanted) {
            let missing = route.template.names().filter(|&name| !params.has(name));
            let missing: Vec<String> = missing.map(str::to_owned).collect();
            let has = |name: &&str| !route.template.names().any(|known| known == *name);
            let unknown: Vec<String> = params.names().filter(has).map(str::to_owned).collect();
            let distance = missing.len() + unknown.len();
            if distance == 0 {
                return route.path(wanted, params);
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

impl NamedRoute {
    fn path(&self, wanted: &Wanted, params: &GivenParams) -> Result<String, UrlError> {
        let refused = |message: String| UrlError::Value {
            wanted: wanted.to_string(),
            message,
        };
        if let Some((name, reason)) = params.unwritable() {
            return Err(refused(format!("`{name}`: {reason}")));
        }
        path_for(&self.template, |name| params.get(name))
            .map_err(|error| refused(error.to_string()))
    }
}
