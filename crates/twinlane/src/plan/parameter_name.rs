//! Names of parameters that nobody can send: of the fields of models, which the macros cannot see.

use twinlane_model::shape::ModelShape;

use super::Planned;
use super::sources::is_group;
use crate::parameters::{GroupNames, Kind, ParameterDescription, Place, Source};
use crate::scheme::is_token;

/// Gives each path parameter that chooses among names the one that the path has.
pub(crate) fn settle_path_names(mut planned: Planned) -> Planned {
    let path_names: Vec<&str> = planned.template.names().collect();
    let own = planned.route.description.parameters.iter_mut();
    let nodes = planned.dependencies.nodes.iter_mut();
    let below = nodes.flat_map(|node| node.description.parameters.iter_mut());
    for parameter in own.chain(below) {
        if parameter.declared.source == Some(Source::Path) {
            parameter.declared.settle_in_path(&path_names);
        }
    }
    planned
}

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
        let names = declared.wire_names();
        let wrong = names.filter_map(|name| why_not(place, name));
        return wrong
            .map(|why| format!("{why}: give it an `alias`"))
            .collect();
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
    let all = read.flat_map(|field| {
        let of_field = field.parameter_names();
        of_field.map(move |name| (field, names.of(field, name)))
    });
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
