//! The mistakes of templates, with their places.

use std::error::Error as StdError;
use std::fmt;

use minijinja::ErrorKind;

use super::engine::{BLOCKS, Compiled};

/// The reason why a template cannot be rendered, with its file and line.
///
/// Returned from an operation with `?` it is a 500 and a line in the log. The client sees nothing of it.
#[derive(Debug)]
pub struct TemplateError {
    message: String,
    /// Its place, and behind it those that led there.
    places: Vec<String>,
    cause: Option<minijinja::Error>,
}

impl TemplateError {
    pub(super) fn new(message: String) -> Self {
        Self {
            message,
            places: Vec::new(),
            cause: None,
        }
    }

    pub(super) fn at(message: String, place: String) -> Self {
        Self {
            places: vec![place],
            ..Self::new(message)
        }
    }

    /// The error of a template of these.
    pub(super) fn of(error: minijinja::Error, templates: &Compiled) -> Self {
        let chain: Vec<&minijinja::Error> = chain(&error).collect();
        let mut message = chain.last().map(|error| message(error)).unwrap_or_default();
        if let Some(problem) = chain.last().and_then(|error| broken_template(error)) {
            problem.clone_into(&mut message);
        }
        let mut places: Vec<String> = Vec::new();
        for error in chain.iter().rev() {
            let Some(name) = error.name() else { continue };
            let name = name.strip_suffix(BLOCKS).unwrap_or(name);
            let place = templates.place(name, error.line());
            if !places.contains(&place) {
                places.push(place);
            }
        }
        Self {
            message,
            places,
            cause: Some(error),
        }
    }
}

/// The errors of templates that led to each other, the outermost first.
fn chain(error: &minijinja::Error) -> impl Iterator<Item = &minijinja::Error> {
    std::iter::successors(Some(error), |&error| error.source()?.downcast_ref())
}

fn message(error: &minijinja::Error) -> String {
    match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => {
            "it takes more steps than `Templates::max_steps` allows".to_owned()
        }
        (kind, Some(detail)) => format!("{kind}: {detail}"),
        (kind, None) => kind.to_string(),
    }
}

/// The words for a template that could not be compiled.
fn broken_template(error: &minijinja::Error) -> Option<&str> {
    error
        .detail()
        .filter(|_| error.kind() == ErrorKind::SyntaxError && error.name().is_none())
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut places = self.places.iter();
        if let Some(place) = places.next() {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)?;
        for place in places {
            write!(f, ", which {place} has asked for")?;
        }
        Ok(())
    }
}

impl StdError for TemplateError {
    /// The error of a function or a filter of the application.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        chain(self.cause.as_ref()?).last()?.source()
    }
}
