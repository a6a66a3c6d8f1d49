//! Names of parameters that nobody can send: of the fields of models, which the macros cannot see.

use twinlane_model::{FieldShape, ModelShape};

use super::sources::is_group;
use crate::parameter::{GroupNames, Kind, ParameterDescription, Place, Source};
use crate::scheme::is_token;

/// The mistakes in the names of a parameter, or of a model's fields, that is read from there.
pub(super) fn mistakes(parameter: &ParameterDescription, source: Source) -> Vec<String> {
    let declared = &parameter.declared;
    let place = match source {
        Source::Query => Place::Query,
        Source::Header => Place::Header,
        Source::Cookie => Place::Cookie,
        Source::Form | Source::File => Place::Form,
        // The path says which names there are, and JSON has any.
        Source::Path | Source::Body => return Vec::new(),
    };
    let models = match parameter.kind {
        Kind::Data { shape, .. } if is_group(shape, source) => shape.as_models(),
        _ => Vec::new(),
    };
    if models.is_empty() {
        let name = declared.wire_name();
        let why = why_not(place, name);
        let why = why.map(|why| format!("{why}: give it an `alias`"));
        return why.into_iter().collect();
    }
    let names = GroupNames {
        place,
        keeps_underscores: declared.keeps_underscores,
    };
    let of_models = models.into_iter().map(|model| wrong_names(model, names));
    of_models.flatten().collect()
}

/// The mistakes in the names of a model's fields.
fn wrong_names(model: &'static ModelShape, names: GroupNames) -> Vec<String> {
    let read = model.fields.iter().filter(|field| field.is_read());
    let all =
        read.flat_map(|field| all_names(field).map(move |name| (field, names.of(field, name))));
    let wrong = all.filter_map(|(field, name)| {
        let why = why_not(names.place, &name)?;
        let own = field.rust_name.unwrap_or(field.name);
        Some(format!(
            "the field `{own}` of `{}`: {why}: give it another `alias`",
            model.name
        ))
    });
    wrong.collect()
}

fn all_names(field: &'static FieldShape) -> impl Iterator<Item = &'static str> {
    std::iter::once(field.name).chain(field.other_names.iter().copied())
}

/// The reason why nobody can send anything by this name. The macros say the same of an `alias`.
fn why_not(place: Place, name: &str) -> Option<String> {
    let ends_cookie = |letter: char| letter.is_control() || ";=".contains(letter);
    let (is_wrong, who) = match place {
        Place::Header => (name.is_empty() || !is_token(name), "no header"),
        Place::Cookie => (
            name.is_empty() || name.trim() != name || name.contains(ends_cookie),
            "no cookie",
        ),
        _ if name.is_empty() => return Some("its name is empty".to_owned()),
        _ => return None,
    };
    is_wrong.then(|| {
        format!(
            "{who} has the name {name:?}, since a name is letters, digits and signs such as `-`"
        )
    })
}
