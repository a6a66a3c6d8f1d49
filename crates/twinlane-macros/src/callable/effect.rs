//! Dependencies that run for their effect: `dependencies = [require_token, #[scopes("items")] items::log]`.

use syn::{Attribute, Expr, ExprPath, LitStr, Path};

use super::scopes;
use crate::errors::Errors;
use crate::options::{Options, ungrouped};

/// A dependency that runs for its effect.
pub(crate) struct Effect {
    pub(crate) dependency: Path,
    pub(crate) scopes: Vec<LitStr>,
}

/// `dependencies = [require_token, #[scopes("items")] items::log]`.
pub(crate) fn dependencies(options: &mut Options, errors: &mut Errors) -> Vec<Effect> {
    let expected =
        "`dependencies` is a list of dependencies: write `dependencies = [require_token]`";
    let read = |value: &Expr| match value {
        Expr::Array(list) => list.elems.iter().map(as_path).collect(),
        _ => None,
    };
    let paths: Vec<ExprPath> = options
        .value("dependencies", expected, errors, read)
        .unwrap_or_default();
    let effects = paths.into_iter().map(|ExprPath { attrs, path, .. }| {
        let is_scopes = |attribute: &&Attribute| attribute.path().is_ident("scopes");
        if let Some(other) = attrs.iter().find(|attribute| !is_scopes(attribute)) {
            errors.push(other, "a dependency here can have `#[scopes]` alone");
        }
        Effect {
            dependency: path,
            scopes: scopes::read(attrs.iter().filter(is_scopes), errors),
        }
    });
    effects.collect()
}

fn as_path(value: &Expr) -> Option<ExprPath> {
    match ungrouped(value) {
        Expr::Path(path) => Some(path.clone()),
        _ => None,
    }
}
