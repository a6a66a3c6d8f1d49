//! Functions that ask for the session.

use super::Planned;
use super::functions::functions;
use super::sources::Sources;
use crate::build_error::Mistake;
use crate::parameter::Kind;

/// Notes every parameter that is the session, where no middleware gives requests one.
pub(crate) fn check(planned: &Planned, sources: &Sources, mistakes: &mut Vec<Mistake>) {
    for function in functions(planned, sources) {
        for (parameter, _) in function.with_sources() {
            if matches!(parameter.kind, Kind::Session) {
                mistakes.push(Mistake::Parameter {
                    operation: planned.name.clone(),
                    within: function.within(),
                    name: parameter.declared.name,
                    message: NO_SESSIONS.to_owned(),
                });
            }
        }
    }
}

const NO_SESSIONS: &str = "no `Sessions` stands around it: write `.middleware(Sessions::new(secret))` on the application, or on a router of the operation";

/// True if a function of the operation asks for the session, or for templates, which may show it.
#[cfg(feature = "sessions")]
pub(crate) fn has_session(planned: &Planned, sources: &Sources) -> bool {
    let mut parameters =
        functions(planned, sources).flat_map(|function| function.parameters.iter());
    parameters.any(|parameter| matches!(parameter.kind, Kind::Session | Kind::Templates { .. }))
}
