//! Links to operations, as parameters: each leads somewhere.

use super::Planned;
use super::functions::functions;
use super::sources::Sources;
use crate::build_error::Mistake;
use crate::names::Names;
use crate::parameter::Kind;

/// Notes the links that lead nowhere: no route has their operation.
pub(crate) fn check(
    planned: &Planned,
    sources: &Sources,
    names: &Names,
    mistakes: &mut Vec<Mistake>,
) {
    for function in functions(planned, sources) {
        for parameter in function.parameters {
            if let Kind::UrlFor { operation, name } = parameter.kind
                && !names.has_operation(operation)
            {
                mistakes.push(Mistake::Parameter {
                    operation: planned.name.clone(),
                    within: function.within(),
                    name: parameter.declared.name,
                    message: format!("no route leads to `{name}`: add it to `routes![..]`"),
                });
            }
        }
    }
}
