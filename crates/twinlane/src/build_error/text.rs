//! The words of each mistake.

use std::fmt;

use super::{BuildError, Mistake};

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.mistakes.len();
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "the application cannot start: {count} mistake{plural}")?;
        for (number, mistake) in self.mistakes.iter().enumerate() {
            write!(f, "\n  {}. {mistake}", number + 1)?;
        }
        Ok(())
    }
}

impl std::error::Error for BuildError {}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate { operation, earlier } => write!(
                f,
                "{operation}: the method and path are taken by {}: change one of them or leave one out",
                earlier.function
            ),
            Self::Template { operation, message }
            | Self::Answer { operation, message }
            | Self::Security { operation, message } => {
                write!(f, "{operation}: {message}")
            }
            Self::Prefix { prefix } => write!(
                f,
                "the prefix `{prefix}` of a router: it starts with `/` and does not end with `/`"
            ),
            Self::LanesPage { address } => write!(
                f,
                "everybody would see the page of the lanes at `{address}`: name a dependency that guards it, as in `lanes_page(\"{address}\", dependencies![operator])`"
            ),
            Self::Address { address } => write!(
                f,
                "the address `{address}` of the document or of a page: it starts with `/` and has no parameters"
            ),
            Self::OptionValue { .. } | Self::Mounted { .. } => self.write_place(f),
            Self::DoubleHandler {
                handled,
                first,
                second,
            } => write!(
                f,
                "the application has two handlers of `{handled}`, from {first} and from {second}: leave one out"
            ),
            Self::Parameter {
                operation,
                within,
                name,
                message,
            } => {
                let within = Within(within);
                write!(f, "{operation}: parameter `{name}`{within}: {message}")
            }
            Self::Rule {
                operation,
                place,
                rule,
                message,
            } => write!(f, "{operation}: {place}: `{rule}` {message}"),
            Self::Dependency { .. }
            | Self::DependencyCycle { .. }
            | Self::DependencyScope { .. }
            | Self::DependencyValue { .. }
            | Self::UnseenValue { .. }
            | Self::DependencyHold { .. } => self.write_dependency(f),
            Self::Lifespan { .. } | Self::LifespanHold { .. } => self.write_lifespan(f),
            Self::DoubleState { .. }
            | Self::MissingState { .. }
            | Self::MiddlewareState { .. }
            | Self::MiddlewareOption { .. }
            | Self::NeedsStart { .. } => self.write_state(f),
        }
    }
}

impl Mistake {
    /// Writes a mistake in the states or the middleware of the application.
    fn write_state(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DoubleState {
                type_name,
                first,
                second,
            } => write!(
                f,
                "the application has two states of type `{type_name}`, from {first} and from {second}: give one of them a type of its own, as in `struct Other({type_name});`, or write `.override_state(...)` where a test replaces the other"
            ),
            Self::MissingState {
                operation,
                within,
                name,
                type_name,
            } => {
                let within = Within(within);
                write!(
                    f,
                    "{operation}: parameter `{name}`{within}: the application has no state of type `{type_name}`: {}",
                    Self::ADD_STATE
                )
            }
            Self::MiddlewareState {
                place,
                middleware,
                type_name,
            } => write!(
                f,
                "{place}: the middleware `{middleware}` takes a state of type `{type_name}`, which the application does not have: {}",
                Self::ADD_STATE
            ),
            Self::MiddlewareOption {
                middleware,
                message,
            } => write!(f, "the middleware `{middleware}`: {message}"),
            Self::NeedsStart { what } => write!(
                f,
                "{what} when the application starts, which `into_service()` does not wait for: write `app.check()?.start().await?` and serve its `service()`"
            ),
            _ => Ok(()),
        }
    }

    /// Writes a mistake that is known by its place.
    fn write_place(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OptionValue { place, message } => write!(f, "{place}: {message}"),
            Self::Mounted { at, mistake } => {
                write!(f, "in the application mounted at {at:?}: {mistake}")
            }
            _ => Ok(()),
        }
    }

    /// Writes a mistake in the lifespan dependencies of the application.
    fn write_lifespan(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lifespan {
                dependency,
                message,
            } => write!(f, "the lifespan dependency `{dependency}`: {message}"),
            Self::LifespanHold {
                operation,
                function,
                message,
            } => match function {
                Some(function) => write!(f, "{operation}: the dependency `{function}`: {message}"),
                None => write!(f, "{operation}: {message}"),
            },
            _ => Ok(()),
        }
    }

    /// The mistakes of dependencies themselves.
    fn write_dependency(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dependency {
                operation,
                dependency,
                message,
            } => write!(f, "{operation}: the dependency `{dependency}`: {message}"),
            Self::DependencyCycle { operation, path } => {
                let path = path.join("` -> `");
                write!(f, "{operation}: a dependency needs itself: `{path}`")
            }
            Self::DependencyScope {
                operation,
                outer,
                inner,
            } => write!(
                f,
                "{operation}: the dependency `{outer}` is undone after the response, but needs `{inner}`, which is undone before it: give both the same scope"
            ),
            Self::DependencyValue {
                operation,
                dependency,
                hidden,
            } => write!(
                f,
                "{operation}: the value of the dependency `{dependency}` {hidden}: return `Result<..>`, `Provided<..>` or `Result<Provided<..>, ..>` itself, and give a generic one, whose return type spells them, a parameter that is neither"
            ),
            Self::UnseenValue {
                operation,
                dependency,
                holds,
            } => write!(
                f,
                "{operation}: the dependency `{dependency}` stands for its effect, and its value is or holds {holds}: return a `Result`, whose error is the response, such as `Result<(), HttpError>`, or name a dependency that asks for this value and looks at it"
            ),
            Self::DependencyHold {
                operation,
                function,
                dependency,
            } => {
                let function = function
                    .as_deref()
                    .map_or_else(|| "it".to_owned(), |name| format!("`{name}`"));
                write!(
                    f,
                    "{operation}: {function} borrows the dependency `{dependency}` for itself and has it a second time: take it once, as `DependsMut`, or use `Fresh`"
                )
            }
            _ => Ok(()),
        }
    }
}

/// The way to a parameter of a dependency.
struct Within<'w>(&'w [String]);

impl fmt::Display for Within<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((last, before)) = self.0.split_last() else {
            return Ok(());
        };
        write!(f, " of the dependency `{last}`")?;
        for asking in before.iter().rev() {
            write!(f, ", which `{asking}` needs")?;
        }
        Ok(())
    }
}
