//! Options of parameters and operations, by the places where they have an effect. An option that has none is a mistake.

use super::Planned;
use super::parameter_name;
use super::sources::{Sources, is_group};
use crate::answer::{AnswerDescription, ContentDescription};
use crate::build_error::Mistake;
use crate::operation::{MediaTypeOption, OperationName, OperationOptions};
use crate::parameters::{BodyKind, Kind, ParameterDescription, Source};

/// The role of a parameter, as its options see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ParameterRole {
    /// One name of the path, the query, the headers or the cookies.
    Value,
    /// A model of such names.
    Group,
    /// A field or a file of a form.
    Part,
    /// A model that is the whole form.
    Form,
    /// A model that is some of the fields of a form.
    PartOfForm,
    /// A model that is a form, or nothing.
    OptionalForm,
    /// The whole body.
    Body,
    /// A key of the body.
    Key,
}

use ParameterRole::{Body, Form, Group, Key, OptionalForm, Part, PartOfForm, Value};

const EVERYWHERE: [ParameterRole; 8] = [
    Value,
    Group,
    Part,
    Form,
    PartOfForm,
    OptionalForm,
    Body,
    Key,
];

/// The places where each option has an effect. Rules have the places where their type has values that keep them.
const TABLE: [(&str, &[ParameterRole]); 17] = [
    ("alias", &[Value, Part, Key]),
    ("validation_alias", &[Value, Part, Key]),
    ("title", &[Value, Part, Form, PartOfForm, Body, Key]),
    ("description", &[Value, Part, Form, PartOfForm, Body, Key]),
    ("deprecated", &[Value, Part, Form, PartOfForm, Body, Key]),
    ("hidden", &[Value, Group]),
    ("default", &EVERYWHERE),
    ("default_factory", &EVERYWHERE),
    ("required", &[Value, Part, Body, Key]),
    ("not_null", &[Value, Part, Body, Key]),
    ("check", &EVERYWHERE),
    ("example", &[Value, Form, Body]),
    ("examples", &[Value, Part, Form, PartOfForm, Body, Key]),
    (
        "json_schema_extra",
        &[Value, Part, Form, PartOfForm, Body, Key],
    ),
    ("openapi_examples", &[Value, Form, Body]),
    // Of headers: the macros take it nowhere else.
    ("convert_underscores", &[Value, Group]),
    ("embed", &[Key]),
];

/// Notes the options of parameters that would do nothing where they stand.
pub(super) fn check<'p>(
    operation: &OperationName,
    within: &[String],
    parameters: impl Iterator<Item = (&'p ParameterDescription, Option<Source>)>,
    sources: &Sources,
    mistakes: &mut Vec<Mistake>,
) {
    for (parameter, source) in parameters {
        let declared = &parameter.declared;
        let Some(source) = source else { continue };
        let Some(place) = place(parameter, source, sources) else {
            continue;
        };
        let refused = declared
            .said
            .iter()
            .filter_map(|option| why_not(option, place))
            .chain(required_anyway(parameter))
            .chain(wrong_examples(parameter))
            .chain(parameter_name::mistakes(parameter, source));
        mistakes.extend(refused.map(|message| Mistake::Parameter {
            operation: operation.clone(),
            within: within.to_vec(),
            name: declared.name,
            message,
        }));
    }
}

/// The place of a parameter that is data; `None` if it is none.
fn place(
    parameter: &ParameterDescription,
    source: Source,
    sources: &Sources,
) -> Option<ParameterRole> {
    let (shape, optional) = match parameter.kind {
        Kind::Data { shape, optional } => (shape, optional),
        Kind::File { .. } => return Some(Part),
        _ => return None,
    };
    let is_model = is_group(shape, source);
    Some(match source {
        Source::Path | Source::Query | Source::Header | Source::Cookie if is_model => Group,
        Source::Path | Source::Query | Source::Header | Source::Cookie => Value,
        Source::Form if is_model && optional => OptionalForm,
        Source::Form if is_model && sources.parts == 1 => Form,
        Source::Form if is_model => PartOfForm,
        Source::Form | Source::File => Part,
        Source::Body if sources.body == BodyKind::Keyed => Key,
        Source::Body => Body,
    })
}

/// The reason why the option does nothing there, and what to write.
fn why_not(option: &str, place: ParameterRole) -> Option<String> {
    let row = TABLE.iter().find(|(name, _)| *name == option);
    if row.is_some_and(|(_, places)| places.contains(&place)) {
        return None;
    }
    let reason = match (option, place) {
        ("alias" | "validation_alias", Body) => {
            "is the name of a key, and this is the whole body: add `embed`, or leave it out"
        }
        ("alias", _) => {
            "is one name, and a model has a name for each field: write `#[field(alias = \"...\")]` on its fields"
        }
        ("validation_alias", _) => {
            "has names of one value, and a model has names for each field: write `#[field(validation_alias = \"...\")]` on its fields"
        }
        ("hidden", _) => {
            "does nothing here, since the document always shows the body: leave it out, or hide the whole operation"
        }
        ("required" | "not_null", _) => {
            "is for a value that may be `null`, and this is a model of its fields: take it without `Option`"
        }
        ("example" | "openapi_examples", Part | Key | PartOfForm) => {
            "is for a parameter or a whole body, and this is a part of one: write `examples`"
        }
        (_, Group | OptionalForm) => {
            "is said of one value, and the document shows the fields of this model: write it on its fields"
        }
        _ => "does nothing here: leave it out",
    };
    Some(format!("`{option}` {reason}"))
}

/// That a parameter says `required` whose type has no value for an absent one.
fn required_anyway(parameter: &ParameterDescription) -> Option<String> {
    let is_optional = matches!(
        parameter.kind,
        Kind::Data { optional: true, .. } | Kind::File { optional: true, .. }
    );
    (parameter.declared.required && !is_optional).then(|| {
        "`required` is for an `Option`, and a value of this type must be sent anyway: leave it out"
            .to_owned()
    })
}

/// True if a parameter of the operation is read by an extractor.
fn extracts(planned: &Planned) -> bool {
    let mut parameters = planned.route.description.parameters.iter();
    parameters.any(|parameter| matches!(parameter.kind, Kind::Extracted { .. }))
}

/// True if the operation, or a dependency of it, has a parameter that is data.
fn reads_values(planned: &Planned) -> bool {
    let below = planned.dependencies.nodes.iter();
    let below = below.flat_map(|node| node.description.parameters.iter());
    let mut all = planned.route.description.parameters.iter().chain(below);
    all.any(|parameter| matches!(parameter.kind, Kind::Data { .. } | Kind::File { .. }))
}

/// The mistakes of texts that are constants and empty: the macros see those that are literals.
fn empty_texts(options: &OperationOptions) -> impl Iterator<Item = &'static str> {
    let is_empty = |text: Option<&str>| text.is_some_and(str::is_empty);
    let reasons = [
        is_empty(options.name).then_some("its `name` is empty: write a name or leave it out"),
        is_empty(options.media_type.name())
            .then_some("its `media_type` is empty: write one or leave it out"),
        is_empty(options.operation_id)
            .then_some("its `operation_id` is empty: write one or leave it out"),
        (options.tags.iter().any(String::is_empty))
            .then_some("one of its `tags` is empty: write a name or leave it out"),
    ];
    reasons.into_iter().flatten()
}

/// Notes the options of an operation that would do nothing.
///
/// They are taken apart in full: a new one does not compile until it is looked at here.
pub(crate) fn check_operation(planned: &Planned, sources: &Sources, mistakes: &mut Vec<Mistake>) {
    let description = &planned.route.description;
    let OperationOptions {
        concurrent,
        media_type,
        max_body_size,
        form_limits,
        error_limits,
        // Each says something of every answer. One without fields is a mistake of its own: see `shaping`.
        status: _,
        responses: _,
        selection: _,
        // Each says something in the document of every operation: see `empty_texts`.
        name: _,
        tags: _,
        operation_id: _,
        generate_unique_id_function: _,
        summary: _,
        description: _,
        response_description: _,
        callbacks: _,
        deprecated: _,
        hidden: _,
        // It is looked at where requests to others are, too.
        openapi_extra: _,
        // They are run. The macros know the lane, and refuse those of another.
        dependencies: _,
        middleware: _,
        timeout: _,
        lane: _,
        // See `websocket.rs`.
        #[cfg(feature = "websockets")]
            websocket: _,
    } = &description.options;
    let reasons = [
        (*concurrent && planned.dependencies.nodes.is_empty()).then_some(
            "`concurrent` is for dependencies, and the operation has none: leave it out",
        ),
        idle_media_type(*media_type, &description.answer),
        (max_body_size.is_some() && sources.body == BodyKind::None && !extracts(planned))
            .then_some("`max_body_size` is for a body, and nothing reads one: leave it out"),
        (form_limits.is_some() && sources.body != BodyKind::Form)
            .then_some("`form_limits` is for a form, and nothing reads one: leave it out"),
        (error_limits.is_some() && !reads_values(planned)).then_some(
            "`error_limits` is for the errors of parameters, and nothing reads any: leave it out",
        ),
    ];
    let reasons = reasons
        .into_iter()
        .flatten()
        .chain(empty_texts(&description.options));
    mistakes.extend(reasons.map(|message| Mistake::Answer {
        operation: planned.name.clone(),
        message: message.to_owned(),
    }));
    check_extra(&planned.name, &description.options, mistakes);
    check_threads(planned, mistakes);
}

/// The reason why a media type does nothing for such responses, if it does not.
fn idle_media_type(
    media_type: MediaTypeOption,
    answer: &AnswerDescription,
) -> Option<&'static str> {
    use ContentDescription::{Events, Items, Text, Whole};
    let says_its_own = |content| matches!(content, Text(_) | Items(..) | Events(_));
    match media_type {
        MediaTypeOption::Named(_) if answer.all().all(|one| says_its_own(one.content)) => Some(
            "`media_type` does nothing, since the return type says one: leave it out, or return `Content` with a media type",
        ),
        MediaTypeOption::NoContent if !matches!(answer.content, Whole) => Some(
            "`media_type = None` is for a `Response`, of which the document would say that it is JSON: leave it out",
        ),
        _ => None,
    }
}

pub(crate) const NO_THREAD: &str = "`thread_capacity` is 0: it is at least 1";

fn check_threads(planned: &Planned, mistakes: &mut Vec<Mistake>) {
    if planned.route.description.options.lane.thread_capacity == Some(0) {
        mistakes.push(Mistake::Answer {
            operation: planned.name.clone(),
            message: NO_THREAD.to_owned(),
        });
    }
    let nodes = planned.dependencies.nodes.iter();
    let wrong = nodes.filter(|node| node.description.thread_capacity == Some(0));
    mistakes.extend(wrong.map(|node| Mistake::Dependency {
        operation: planned.name.clone(),
        dependency: node.description.name,
        message: NO_THREAD.to_owned(),
    }));
}

/// Notes an addition to the document that cannot be added.
pub(super) fn check_extra(
    operation: &OperationName,
    options: &OperationOptions,
    mistakes: &mut Vec<Mistake>,
) {
    let extra = options.openapi_extra.map(|extra| extra());
    if extra.is_some_and(|extra| !extra.is_object()) {
        mistakes.push(Mistake::Answer {
            operation: operation.clone(),
            message:
                "`openapi_extra` is no object: write `openapi_extra = json!({ \"x-group\": 1 })`"
                    .to_owned(),
        });
    }
}

/// Examples that are not what a document has there.
fn wrong_examples(parameter: &ParameterDescription) -> Option<String> {
    let examples = parameter.declared.openapi_examples?();
    let are_examples = |examples: &serde_json::Map<String, serde_json::Value>| {
        examples.values().all(serde_json::Value::is_object)
    };
    (!examples.as_object().is_some_and(are_examples)).then(|| {
        "`openapi_examples` is an object of objects: write `openapi_examples = json!({ \"one\": { \"value\": 1 } })`"
            .to_owned()
    })
}
