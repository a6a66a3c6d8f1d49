//! The names that users have for the types of Twinlane, for messages.
//!
//! The compiler names a type by the module that it stands in, and those are private: `twinlane::middlewares::cors::Cors` is
//! `twinlane::middleware::Cors` for everybody else. The table is text: a table of types would import every module of this crate.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The name that the compiler has for a type, with the names that users have for the types of Twinlane in it.
///
/// A path is replaced as a whole: that of another crate's type is none of the table, whatever it ends with.
pub(crate) fn public_name(name: &str) -> String {
    let mut said = String::with_capacity(name.len());
    let mut rest = name;
    while !rest.is_empty() {
        let path = before(rest, |c| !is_of_path(c));
        said.push_str(NAMES.get(path).copied().unwrap_or(path));
        rest = &rest[path.len()..];
        let between = before(rest, is_of_path);
        said.push_str(between);
        rest = &rest[between.len()..];
    }
    said
}

/// The part of a text before the first character of a kind.
fn before(text: &str, is_end: impl Fn(char) -> bool) -> &str {
    text.split(is_end).next().unwrap_or(text)
}

/// True for what the path of a type consists of, as the compiler writes it: `app::main::{{closure}}`.
pub(crate) fn is_of_path(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ':' | '#' | '{' | '}')
}

/// The names for users by the compiler's, both without arguments.
static NAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("public_names.txt").lines();
    lines.filter_map(|line| line.split_once(' ')).collect()
});

#[cfg(test)]
mod tests;
