//! Links to operations, as parameters: each leads somewhere, in whichever of the applications that are mounted in each other.

use std::any::TypeId;

use super::Planned;
use super::functions::functions;
use super::sources::Sources;
use crate::build_error::Mistake;
use crate::parameters::Kind;

/// A link to an operation.
pub(crate) struct Link {
    pub(crate) operation: TypeId,
    /// Of who links to it, if no route has it.
    pub(crate) mistake: Mistake,
}

impl Link {
    /// It, as one of the application that is mounted there.
    pub(crate) fn within_mount(self, at: &str) -> Self {
        let mistake = self.mistake.within_mount(at);
        Self { mistake, ..self }
    }
}

/// The links of an operation and of its dependencies.
pub(crate) fn links(planned: &Planned, sources: &Sources) -> Vec<Link> {
    let mut links = Vec::new();
    for function in functions(planned, sources) {
        for parameter in function.parameters {
            let Kind::UrlFor { operation, name } = parameter.kind else {
                continue;
            };
            let mistake = Mistake::Parameter {
                operation: planned.name.clone(),
                within: function.within(),
                name: parameter.declared.name,
                message: format!("no route leads to `{name}`: add it to `routes![..]`"),
            };
            links.push(Link { operation, mistake });
        }
    }
    links
}
