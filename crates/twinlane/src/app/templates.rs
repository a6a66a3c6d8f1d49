//! The templates of an application.

use std::any::TypeId;
use std::panic::Location;
use std::sync::Arc;

use super::App;
use crate::build_error::Mistake;
use crate::plan::KnownStates;
use crate::templates::Templates;

/// # Templates
impl App {
    /// Sets the templates that functions take as `templates: Templates`: see [`Templates`](crate::templates::Templates).
    ///
    /// They are read and compiled when the application starts. If one of them has an error, the application does not start. Mounted applications
    /// have the same templates, unless they set their own.
    #[track_caller]
    pub fn templates(mut self, templates: Templates) -> Self {
        self.states.add(templates, Location::caller());
        self
    }
}

/// Compiles the templates of an application, unless they are those of the application around it.
pub(super) fn load(states: &KnownStates, outer: Option<&KnownStates>, mistakes: &mut Vec<Mistake>) {
    let id = TypeId::of::<Templates>();
    let Some(own) = states.values.get(&id) else {
        return;
    };
    let of_outer = outer.and_then(|outer| outer.values.get(&id));
    if of_outer.is_some_and(|outer| Arc::ptr_eq(outer, own)) {
        return;
    }
    let templates: Option<&Templates> = own.downcast_ref();
    let wrong = templates.map(Templates::mistakes).unwrap_or_default();
    mistakes.extend(wrong.into_iter().map(|message| Mistake::OptionValue {
        place: "the templates of the application".to_owned(),
        message,
    }));
}
