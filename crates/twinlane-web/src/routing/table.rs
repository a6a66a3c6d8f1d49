use http::Method;
use twinlane_path::PathTemplate;

use super::Params;
use super::search::Search;
use super::tree::Tree;
use crate::path::DecodedPath;

/// Builds a table of routes.
///
/// ```
/// use http::Method;
/// use twinlane_web::PathTemplate;
/// use twinlane_web::routing::TableBuilder;
///
/// let mut builder = TableBuilder::new();
/// let read = PathTemplate::parse("/items/{id}")?;
/// let again = PathTemplate::parse("/items/{item_id}")?;
///
/// assert_eq!(builder.insert(&read, Method::GET, "read"), Ok(()));
/// assert_eq!(builder.insert(&again, Method::GET, "read again"), Err(&"read"));
/// assert_eq!(builder.insert(&again, Method::PUT, "write"), Ok(()));
/// # Ok::<(), twinlane_web::TemplateError>(())
/// ```
#[derive(Debug)]
pub struct TableBuilder<T> {
    tree: Tree,
    values: Vec<T>,
}

impl<T> TableBuilder<T> {
    /// A table without routes.
    pub fn new() -> Self {
        Self {
            tree: Tree::default(),
            values: Vec::new(),
        }
    }

    /// Adds a route. Routes are declared in the order in which they are added.
    ///
    /// # Errors
    ///
    /// The value of the earlier route, if there is one with the same method and the same path; the names of the parameters do not count.
    /// The table keeps the earlier route.
    pub fn insert(&mut self, template: &PathTemplate, method: Method, value: T) -> Result<(), &T> {
        match self.tree.insert(template, method, self.values.len()) {
            Ok(()) => {
                self.values.push(value);
                Ok(())
            }
            Err(earlier) => Err(&self.values[earlier]),
        }
    }

    /// Adds a route for all methods, as [`insert`](Self::insert) does for one. No other route can have the same path.
    ///
    /// # Errors
    ///
    /// The value of an earlier route with this path, of any method.
    pub fn insert_any(&mut self, template: &PathTemplate, value: T) -> Result<(), &T> {
        match self.tree.insert_any(template, self.values.len()) {
            Ok(()) => {
                self.values.push(value);
                Ok(())
            }
            Err(earlier) => Err(&self.values[earlier]),
        }
    }

    /// The finished table.
    pub fn build(mut self) -> Table<T> {
        self.tree.finish();
        Table {
            tree: self.tree,
            values: self.values,
        }
    }
}

impl<T> Default for TableBuilder<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// The routes of an application.
///
/// Finding a route takes time in proportion to the length of the path, not to the number of routes. An exception is very many
/// routes in one place that mix text with parameters, such as `/{a}-1`, `/{a}-2` and so on: these are tried in turn.
/// Nothing is allocated for a path with up to 8 parameters.
#[derive(Debug)]
pub struct Table<T> {
    tree: Tree,
    values: Vec<T>,
}

/// The result of finding the route of a request.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "an answer is owed to each of them")]
pub enum Outcome<'t, 'p, T> {
    /// A route matches.
    Found {
        /// The value that was inserted for the route.
        value: &'t T,
        /// The texts of its parameters.
        params: Params<'p>,
    },
    /// A route matches the path, but not the method: a `405`.
    WrongMethod {
        /// The methods of all routes that have this path, in the order of their declaration, for the `Allow` header.
        allow: String,
    },
    /// A route matches if the trailing slash is added or removed: a `307`, see [`redirect`](crate::redirect).
    Redirect {
        /// The decoded path that matches.
        path: String,
    },
    /// No route matches the path: a `404`.
    NotFound,
}

impl<T> Table<T> {
    /// The values of all routes, in the order of their declarations, for changes before the table is used.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.values.iter_mut()
    }

    /// Finds the route of a request.
    pub fn find<'t, 'p>(
        &'t self,
        method: &Method,
        path: &'p DecodedPath<'_>,
    ) -> Outcome<'t, 'p, T> {
        let path = path.as_str();
        let mut search = Search::new(method, path);
        if let Some(found) = search.run(&self.tree) {
            return Outcome::Found {
                value: &self.values[found.route],
                params: search.params(&found),
            };
        }
        if search.has_path() {
            let allow = Search::new(method, path).methods(&self.tree).join(", ");
            return Outcome::WrongMethod { allow };
        }
        match self.with_other_ending(method, path) {
            Some(path) => Outcome::Redirect { path },
            None => Outcome::NotFound,
        }
    }

    /// The path with its trailing slash added or taken away, if there is such a path.
    #[cold]
    fn with_other_ending(&self, method: &Method, path: &str) -> Option<String> {
        if path == "/" || !path.starts_with('/') {
            return None;
        }
        let other = match path.strip_suffix('/') {
            Some(_) => path.trim_end_matches('/').to_owned(),
            None => [path, "/"].concat(),
        };
        let mut search = Search::new(method, &other);
        let exists = search.run(&self.tree).is_some() || search.has_path();
        (exists && !other.is_empty()).then_some(other)
    }
}
