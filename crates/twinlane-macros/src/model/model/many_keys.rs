//! Fields that have more than one key: a flattened model, and the map of extra keys.

use syn::Type;

use crate::errors::Errors;
use crate::options::Options;

/// Takes `extra` and `flatten`. The first is true if the field keeps all keys that are no other field, the second if it has several keys of
/// its own.
pub(super) fn take_more_than_one_key(
    ty: &Type,
    options: &mut Options,
    errors: &mut Errors,
) -> (bool, bool) {
    // Serde has one word for both. A map of another name is one error, which says the word for it.
    let is_either = options.flag("serde_flatten", errors);
    let is_map = is_either && is_known_map(ty);
    let is_extra = options.flag("extra", errors) || is_map;
    let is_flattened = options.flag("flatten", errors) || is_either && !is_map;
    if is_flattened && let Some(why) = why_not_flat(ty, is_extra) {
        errors.push(ty, why);
    }
    (is_extra, is_flattened)
}

/// True if it is spelled as a map that most programs have. A model may have any other name that ends with `Map`.
fn is_known_map(ty: &Type) -> bool {
    let name = generic_name(ty);
    name.is_some_and(|name| matches!(name.as_str(), "HashMap" | "BTreeMap" | "IndexMap"))
}

/// The reason against a type that its name tells to be no model with named fields. The compiler refuses the others.
fn why_not_flat(ty: &Type, is_extra: bool) -> Option<&'static str> {
    if is_extra {
        return Some("`extra` alone marks the map that keeps the keys which are no field");
    }
    if is_known_map(ty) {
        return Some("the map that keeps the keys which are no field is marked `#[field(extra)]`");
    }
    match generic_name(ty)?.as_str() {
        "Option" => Some("an `Option` of a model cannot be flattened: make its fields `Option`s"),
        "Vec" => Some("a list is a field of its own: leave `flatten` out"),
        "Box" | "Arc" | "Rc" => {
            Some("a flattened model stands there itself: write it without the box")
        }
        "Partial" => Some(
            "what is partial cannot be flattened: flatten the model, and take a `Partial` of the whole",
        ),
        "Given" => Some(
            "what was given cannot be flattened: flatten the model, and take a `Given` of the whole",
        ),
        _ => None,
    }
}

/// The name of a type with arguments, without the path and the arguments.
fn generic_name(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    (!last.arguments.is_none()).then(|| last.ident.to_string())
}
