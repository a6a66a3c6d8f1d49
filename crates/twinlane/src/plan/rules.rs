//! Rules that only startup can check: of types that a function or a model is generic over, of types whose table is
//! written by hand, and of patterns that are too large.

use twinlane_model::Shape;
use twinlane_model::shape::Misfits;

use super::{Planned, PlannedRequest, options};
use crate::answer::{AdditionalResponse, ContentDescription};
use crate::build_error::Mistake;
use crate::operation::{OperationDescription, OperationName};
use crate::parameter::{Kind, ParameterDescription};

/// Notes the rules that do not fit: of the parameters of an operation and of its dependencies, and of every type that it
/// reads or answers. A type is looked at once in an application.
pub(crate) fn check(planned: &Planned, misfits: &mut Misfits, mistakes: &mut Vec<Mistake>) {
    let description = &planned.route.description;
    look_at_parameters(&description.parameters, "", misfits);
    for node in &planned.dependencies.nodes {
        let of = format!(" of the dependency `{}`", node.description.name);
        look_at_parameters(&node.description.parameters, &of, misfits);
    }
    look_at_answers(description, &planned.responses, misfits);
    note(&planned.name, misfits, mistakes);
    for callback in &planned.callbacks {
        check_request(callback, misfits, mistakes);
    }
}

/// The same, of a request to others; and its options.
pub(crate) fn check_request(
    planned: &PlannedRequest,
    misfits: &mut Misfits,
    mistakes: &mut Vec<Mistake>,
) {
    let description = &planned.request.description;
    let (name, sources) = (OperationName::of_request(description), &planned.sources);
    let parameters = sources.with(&description.parameters);
    options::check(&name, &[], parameters, sources, mistakes);
    options::check_extra(&name, &description.options, mistakes);
    look_at_parameters(&description.parameters, "", misfits);
    look_at_answers(description, &description.options.responses, misfits);
    note(&name, misfits, mistakes);
}

fn note(operation: &OperationName, misfits: &mut Misfits, mistakes: &mut Vec<Mistake>) {
    let found = misfits.take().into_iter();
    mistakes.extend(found.map(|mistake| Mistake::Rule {
        operation: operation.clone(),
        place: mistake.place,
        rule: mistake.rule,
        message: mistake.message,
    }));
}

fn look_at_parameters(parameters: &[ParameterDescription], of: &str, misfits: &mut Misfits) {
    for parameter in parameters {
        if let Kind::Data { shape, .. } | Kind::File { shape, .. } = parameter.kind {
            let declared = &parameter.declared;
            let place = format!("the parameter `{}`{of}", declared.name);
            misfits.look_at(&place, &declared.rules, shape);
        }
    }
}

fn look_at_answers(
    description: &OperationDescription,
    responses: &[AdditionalResponse],
    misfits: &mut Misfits,
) {
    let own = match description.answer.content {
        ContentDescription::Json(shape)
        | ContentDescription::Items(_, shape)
        | ContentDescription::Events(shape) => shape,
        ContentDescription::Text(_)
        | ContentDescription::Whole
        | ContentDescription::Undescribed => None,
    };
    let others = responses.iter().filter_map(AdditionalResponse::shape);
    let shapes: Vec<&'static Shape> = own.into_iter().chain(others).collect();
    for shape in shapes {
        misfits.look_at("the answer", &twinlane_model::Rules::NONE, shape);
    }
}
