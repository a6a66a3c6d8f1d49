//! Functions that ask for the session.

use super::Planned;
use super::functions::functions;
use super::sources::Sources;
use crate::build_error::Mistake;
use crate::parameters::Kind;
#[cfg(feature = "sessions")]
use crate::session::SessionUse;

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

/// The use that the functions of the operation make of the session.
#[cfg(feature = "sessions")]
pub(crate) fn session_use(planned: &Planned, sources: &Sources) -> SessionUse {
    let has = |wanted: fn(&Kind) -> bool| {
        let functions = functions(planned, sources);
        let mut parameters = functions.flat_map(|function| function.parameters.iter());
        parameters.any(|parameter| wanted(&parameter.kind))
    };
    if has(|kind| matches!(kind, Kind::Session)) {
        SessionUse::Taken
    } else if has(|kind| matches!(kind, Kind::Templates { .. })) {
        SessionUse::Shown
    } else {
        SessionUse::None
    }
}
