//! Finding the route of a request.
//!
//! The rules are Starlette's, with two exceptions: a more specific template always comes before a less specific one, in any
//! order of declaration, and `Allow` names all methods.
//!
//! - The percent-decoded path is matched, so `%2F` is a slash. Case counts. Nothing is normalised: `//items` is not `/items`.
//! - `{x}` takes one or more characters of a segment. `{x:path}` takes any number of any characters, or none. `int`, `float`
//!   and `uuid` take the texts of Starlette's patterns; with any other text the path does not match. Text and parameters
//!   may mix: `/{name}.{ending}`. If there are several ways to divide a path among parameters, the first parameter takes as much as it can.
//! - Of the templates that match the path and have the method, the most specific wins. They are compared segment by segment, from
//!   the left: first text, then text mixed with parameters, a parameter, a mix with a `{x:path}`, and last a `{x:path}`. Between equals
//!   the earlier declaration wins. The search goes back from a dead end: `/{a}/x` is found although `/items/{b}/y` is more specific.
//! - If only templates of other methods match the path, the response is a `405`. Its `Allow` names all of their methods, in the order
//!   of their declaration.
//! - If no template matches, the path is tried with its trailing slash added or removed. If a template of any method matches then,
//!   the request is redirected there.
//!
//! There are two small differences from Starlette: a line feed at the end of a path (`/items%0A`) is not ignored, and
//! a path that does not start with a slash is never redirected.

mod table;
mod params;
mod search;
mod tree;
mod pattern;
mod segment_hasher;
mod reverse;

pub use params::Params;
pub use reverse::{PathValueError, path_for};
pub use table::{Outcome, Table, TableBuilder};
