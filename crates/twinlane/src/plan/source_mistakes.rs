//! Parameters that cannot be read from where they are declared to be.

use std::collections::HashMap;

use twinlane_model::Shape;
use twinlane_model::shape::ModelShape;

use super::Planned;
use super::functions::{PlannedFunction, functions};
use super::options;
use super::sources::{Sources, is_group};
use crate::build_error::Mistake;
use crate::parameters::{BodyKind, Kind, ParameterDescription, Source};

/// Notes every parameter that cannot be read as it was declared.
pub(crate) fn check(planned: &Planned, sources: &Sources, mistakes: &mut Vec<Mistake>) {
    let mut check = SourceCheck {
        planned,
        sources,
        path_names: planned.template.names().collect(),
        raw: None,
        mistakes,
    };
    for function in functions(planned, sources) {
        check.check(function);
        let (within, parameters) = (function.within(), function.with_sources());
        options::check(&planned.name, &within, parameters, sources, check.mistakes);
    }
}

struct SourceCheck<'c> {
    planned: &'c Planned,
    sources: &'c Sources,
    path_names: Vec<&'c str>,
    /// The parameter that reads the body as it arrives.
    raw: Option<&'static str>,
    mistakes: &'c mut Vec<Mistake>,
}

impl SourceCheck<'_> {
    fn check(&mut self, function: PlannedFunction<'_>) {
        let mut seen = HashMap::new();
        for (parameter, source) in function.with_sources() {
            let declared = &parameter.declared;
            let name = declared.wire_name();
            let message = match (parameter.kind, source) {
                (Kind::Data { shape, .. }, Some(source)) => wrong_shape(shape, source)
                    .or_else(|| wrong_path(parameter, source, &self.path_names))
                    .or_else(|| wrong_body(source, self.sources.body)),
                (Kind::File { .. }, Some(source)) if source != Source::File => Some(
                    "a file comes from a form: leave the attribute out, or write `#[file]`"
                        .to_owned(),
                ),
                (Kind::File { .. }, Some(source)) => wrong_body(source, self.sources.body),
                (Kind::RawBody, _) => self
                    .raw
                    .replace(declared.name)
                    .map(|first| format!("the body is `{first}` already, and it can be read once")),
                _ => None,
            };
            let misplaced = declared.source.filter(|_| source.is_none()).map(|source| {
                format!(
                    "`#[{}]` is for data that is read from there, which this is not: leave it out",
                    word(source)
                )
            });
            let scopes = (!declared.scopes.is_empty()
                && !matches!(parameter.kind, Kind::Dependency(_)))
            .then(|| {
                "`#[scopes]` is for a dependency, which can check them: this is none".to_owned()
            });
            let twice = source
                .filter(|source| is_named(parameter, *source, self.sources.body))
                .filter(|source| {
                    // Names to choose from may be shared, and one other may have the name.
                    let is_own = !declared.chooses_name();
                    let is_taken = seen.entry((place_word(*source), name)).or_default();
                    std::mem::replace(is_taken, *is_taken || is_own) && is_own
                })
                .map(|_| {
                    format!(
                        "`{name}` is read by another parameter already: give one of them an `alias`"
                    )
                });
            let messages = message
                .into_iter()
                .chain(twice)
                .chain(misplaced)
                .chain(scopes);
            self.mistakes
                .extend(messages.map(|message| Mistake::Parameter {
                    operation: self.planned.name.clone(),
                    within: function.within(),
                    name: declared.name,
                    message,
                }));
        }
    }
}

/// True if the parameter is one name of its source. The whole body is not, and a model of many is not.
fn is_named(parameter: &ParameterDescription, source: Source, body: BodyKind) -> bool {
    let is_group = match parameter.kind {
        Kind::Data { shape, .. } => is_group(shape, source),
        _ => false,
    };
    let is_all = source == Source::Body && body == BodyKind::Whole;
    !is_group && !is_all
}

/// The name of its attribute.
fn word(source: Source) -> &'static str {
    match source {
        Source::Path => "path",
        Source::Query => "query",
        Source::Header => "header",
        Source::Cookie => "cookie",
        Source::Body => "body",
        Source::Form => "form",
        Source::File => "file",
    }
}

/// The part of the request within which a name can be read once.
fn place_word(source: Source) -> &'static str {
    match source {
        Source::Body | Source::Form | Source::File => "body",
        other => word(other),
    }
}

fn wrong_path(
    parameter: &ParameterDescription,
    source: Source,
    path_names: &[&str],
) -> Option<String> {
    let name = parameter.declared.wire_name();
    match source {
        Source::Path if !path_names.contains(&name) => Some(format!(
            "`#[path]`, but the path has no `{{{name}}}`: add it to the path or leave the attribute out"
        )),
        Source::Path if parameter.declared.default.is_some() => {
            Some("a path parameter is always there, so it has no default".to_owned())
        }
        Source::Path if parameter.declared.required => {
            Some("a path parameter is always there: leave `required` out".to_owned())
        }
        _ => None,
    }
}

fn wrong_shape(shape: &'static Shape, source: Source) -> Option<String> {
    let is_text = is_text(shape);
    let is_list = is_text || is_list_of_scalars(shape);
    match source {
        Source::Path if !is_text => {
            Some("a path parameter is a scalar: a number, `bool`, `String` or an enum".to_owned())
        }
        Source::Query if !is_list => wrong_group(shape, "query").map(|reason| {
            format!("{reason}: leave the attribute out to read it from the body")
        }),
        Source::Header if !is_list => wrong_group(shape, "header"),
        Source::Cookie if !is_text => wrong_group(shape, "cookie"),
        Source::Form if !is_list && !is_group(shape, source) => wrong_group(shape, "form"),
        Source::Form => shape.as_models().into_iter().find_map(|model| wrong_field(model, "form")),
        Source::File if !shape.is_bytes() => Some(
            "a file is an `UploadFile` or `Vec<UploadFile>`, or read into memory as `Bytes` or `Vec<Bytes>`"
                .to_owned(),
        ),
        _ => None,
    }
}

/// The reason why a shape cannot be a group of parameters, if there is one.
fn wrong_group(shape: &'static Shape, place: &str) -> Option<String> {
    let Some(model) = shape.as_model() else {
        let list = if place == "cookie" {
            ""
        } else {
            ", a `Vec` of scalars"
        };
        return Some(format!(
            "a {place} parameter is a scalar{list} or a `#[model]` of them"
        ));
    };
    wrong_field(model, place)
}

/// The field that keeps a model from being a group of parameters.
fn wrong_field(model: &'static ModelShape, place: &str) -> Option<String> {
    let mut fields = model.fields.iter();
    let is_wrong = |shape: &'static Shape| !is_text(shape) && !is_list_of_scalars(shape);
    let field = fields.find(|field| is_wrong((field.shape)()))?;
    Some(format!(
        "the field `{}` of `{}` is no {place} parameter, which is a scalar or a `Vec` of scalars",
        field.name, model.name
    ))
}

fn wrong_body(source: Source, body: BodyKind) -> Option<String> {
    match (source, body) {
        (Source::Body, BodyKind::Form) => Some(
            "the body is a form, since another parameter is a part of one: write `#[form]` here too"
                .to_owned(),
        ),
        (Source::Body | Source::Form | Source::File, BodyKind::Raw) => Some(
            "the body is read as it arrives by a `RequestBody`: take one of the two".to_owned(),
        ),
        _ => None,
    }
}

/// True if one text can be its value: it is a scalar, or any value, which then is the text.
fn is_text(shape: &Shape) -> bool {
    match shape {
        Shape::Any => true,
        Shape::Optional(inner) => is_text(inner),
        Shape::Checked(checked) => is_text(checked.shape),
        shape => shape.is_scalar(),
    }
}

fn is_list_of_scalars(shape: &Shape) -> bool {
    match shape {
        Shape::List(inner) | Shape::Set(inner) | Shape::Array(inner, _) => is_text(inner),
        Shape::Tuple(shapes) => shapes.iter().all(|shape| is_text(shape)),
        Shape::Optional(inner) => is_list_of_scalars(inner),
        Shape::Checked(checked) => is_list_of_scalars(checked.shape),
        _ => false,
    }
}
