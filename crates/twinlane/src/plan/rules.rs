//! Rules that only startup can check: of types that a function or a model is generic over, of types whose table is
//! written by hand, and of patterns that are too large.

use twinlane_model::shape::Misfits;

use super::answer_checks::wrong_answers;
use super::{Planned, PlannedRequest, options};
use crate::answer::AdditionalResponse;
use crate::build_error::Mistake;
use crate::operation::{OperationDescription, OperationName};
use crate::parameters::{Kind, ParameterDescription};

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
    let responses = &description.options.responses;
    mistakes.extend(wrong_responses(&name, responses));
    mistakes.extend(wrong_answers(&name, description));
    look_at_answers(description, responses, misfits);
    note(&name, misfits, mistakes);
}

/// The mistakes of further responses.
pub(crate) fn wrong_responses(
    operation: &OperationName,
    responses: &[AdditionalResponse],
) -> impl Iterator<Item = Mistake> {
    let messages = responses.iter().filter_map(AdditionalResponse::mistake);
    messages.map(|message| Mistake::Answer {
        operation: operation.clone(),
        message,
    })
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
    let own = description.answer.shapes();
    let errors = description.answer.errors.iter();
    let bodies = errors.filter_map(|error| error.body);
    let others = responses.iter().filter_map(AdditionalResponse::shape);
    for shape in own.chain(bodies).chain(others) {
        misfits.look_at("the response", &twinlane_model::shape::Rules::NONE, shape);
    }
}
