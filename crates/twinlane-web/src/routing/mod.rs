//! Which route a request is for.
//!
//! The rules are Starlette's, but for two: a more specific template comes before a less specific one whatever the
//! order of declaration, and `Allow` names all methods.
//!
//! - The percent-decoded path is matched, so that `%2F` is a slash. Case counts. Nothing is normalised: `//items`
//!   is not `/items`.
//! - `{x}` takes one or more characters of a segment, `{x:path}` any number of any, none included. `int`, `float`
//!   and `uuid` take what Starlette's patterns take; anything else is no match, so that it is another path. Text
//!   and parameters may mix: `/{name}.{ending}`. If there are several ways to divide a path among parameters,
//!   the first takes as much as it can.
//! - Of the templates that match the path and have the method, the most specific wins. Segment by segment, from
//!   the left: text, text mixed with parameters, a parameter, mixed with a `{x:path}`, `{x:path}`. Between equals
//!   the earlier declaration wins. A dead end is no end: `/{a}/x` is found though `/items/{b}/y` looked better.
//! - If only templates of other methods match the path, the response is a `405` whose `Allow` names the methods of all of them, the earlier first.
//! - If none matches, and the path with its trailing slash added or taken away would match one of any method, it is
//!   redirected there.
//!
//! Two differences from Starlette in the small: a line feed at the end of a path (`/items%0A`) is not overlooked, and
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
