//! Every mistake that keeps an application from starting.

use std::fmt;

use crate::operation::OperationName;

/// Why an application does not start: one report that names every mistake.
#[derive(Debug)]
pub struct BuildError {
    mistakes: Vec<Mistake>,
}

/// One mistake of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mistake {
    /// Two operations on one method and path.
    Duplicate {
        /// The operation that comes second.
        operation: OperationName,
        /// The one that was there.
        earlier: OperationName,
    },
    /// A path template, with the prefixes before it, that does not parse.
    Template {
        /// The operation.
        operation: OperationName,
        /// What is wrong with it.
        message: String,
    },
    /// A prefix that does not start with `/`, or ends with it.
    Prefix {
        /// The prefix.
        prefix: String,
    },
    /// An address of the document or docs page that does not start with `/` or has parameters.
    Address {
        /// The address.
        address: String,
    },
    /// A page that shows the lanes to everybody.
    LanesPage {
        /// Where it would be.
        address: String,
    },
    /// Something that is said of the whole application or of a router, and that cannot be.
    // Not `Option`: in every error rustc would then write out the path of the standard one.
    OptionValue {
        /// Of which of them: `the router at "/items"`.
        place: String,
        /// What is wrong with it.
        message: String,
    },
    /// Two handlers of one status or of one type of errors.
    DoubleHandler {
        /// What both handle: `404 Not Found`, or the type.
        handled: String,
        /// Where the first was given: `src/main.rs:12:10`.
        first: String,
        /// Where the second was.
        second: String,
    },
    /// A parameter that cannot be what it was declared to be.
    Parameter {
        /// The operation.
        operation: OperationName,
        /// The dependencies that lead to the parameter, where it is not the operation's.
        within: Vec<String>,
        /// The parameter's name in the signature.
        name: &'static str,
        /// The mistake, and its mend.
        message: String,
    },
    /// A rule that does not fit the type that it stands on.
    Rule {
        /// The first operation that uses the type.
        operation: OperationName,
        /// The place of the rule: a field with its model, or a parameter.
        place: String,
        /// The rule with its value, as it is written: `ge = "a"`.
        rule: String,
        /// The mistake, and its mend.
        message: String,
    },
    /// Something that the options say of the operation or of its answer, and that cannot be.
    Answer {
        /// The operation.
        operation: OperationName,
        /// What is wrong with it.
        message: String,
    },
    /// Security that is declared and would not be verified.
    Security {
        /// The operation.
        operation: OperationName,
        /// What is wrong with it.
        message: String,
    },
    /// A dependency that needs itself.
    DependencyCycle {
        /// The operation.
        operation: OperationName,
        /// From the dependency to itself.
        path: Vec<String>,
    },
    /// A dependency that is undone after the answer and needs one that is undone before it.
    DependencyScope {
        /// The operation.
        operation: OperationName,
        /// The one that is undone later.
        outer: String,
        /// The one that it needs.
        inner: String,
    },
    /// A dependency whose value hides an error or a teardown.
    DependencyValue {
        /// The operation.
        operation: OperationName,
        /// The dependency.
        dependency: String,
        /// What the value is or holds, as a part of a sentence.
        hidden: &'static str,
    },
    /// A dependency for its effect, whose value holds what somebody must see.
    UnseenValue {
        /// The operation.
        operation: OperationName,
        /// The dependency.
        dependency: String,
        /// What the value holds.
        holds: &'static str,
    },
    /// A function that has a dependency for itself and in another way too.
    DependencyHold {
        /// The operation.
        operation: OperationName,
        /// The function, where it is not the operation's.
        function: Option<String>,
        /// The dependency.
        dependency: String,
    },
    /// A lifespan dependency that cannot be made.
    Lifespan {
        /// The dependency.
        dependency: String,
        /// The mistake, and its mend.
        message: String,
    },
    /// A function that has the value of a lifespan dependency for itself, or does without it.
    LifespanHold {
        /// The operation.
        operation: OperationName,
        /// The function, where it is not the operation's.
        function: Option<String>,
        /// The mistake, and its mend.
        message: String,
    },
    /// Two values of one type, of which an operation could take either as its `State`.
    DoubleState {
        /// The type of both.
        type_name: &'static str,
        /// Where the first was given: `src/main.rs:12:10`, or the lifespan dependency that makes it.
        first: String,
        /// Likewise, of the second.
        second: String,
    },
    /// A `State` that the application was not given.
    MissingState {
        /// The operation.
        operation: OperationName,
        /// The dependencies that lead to the parameter, where it is not the operation's.
        within: Vec<String>,
        /// The parameter's name in the signature.
        name: &'static str,
        /// The type of the state.
        type_name: &'static str,
    },
    /// An option of a middleware that cannot be.
    MiddlewareOption {
        /// The type of the middleware.
        middleware: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// A value that a middleware takes as `State`, and that the application was not given.
    MiddlewareState {
        /// The place of the middleware: `the application`, or the operation.
        place: String,
        /// The type of the middleware, which is the path of a function.
        middleware: &'static str,
        /// The type of the state.
        type_name: &'static str,
    },
    /// Something that is done when the application starts, and a way of serving it that does not start it.
    NeedsStart {
        /// What is done, as the beginning of a sentence.
        what: String,
    },
    /// A mistake of a mounted application.
    Mounted {
        /// Where it is mounted: `/v1`, or `//api.example.com` for a host.
        at: String,
        /// The mistake.
        mistake: Box<Mistake>,
    },
}

impl BuildError {
    /// The report; `None` where nothing is wrong.
    pub(crate) fn of(mistakes: Vec<Mistake>) -> Option<Self> {
        (!mistakes.is_empty()).then_some(Self { mistakes })
    }

    /// The mistakes, in the order of the operations.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }
}

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
            Self::DependencyCycle { .. }
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
    /// It, as one of the application that is mounted there; of one further inside that says it already.
    pub(crate) fn within_mount(self, at: &str) -> Self {
        match self {
            Self::Mounted { .. } => self,
            mistake => Self::Mounted {
                at: at.to_owned(),
                mistake: Box::new(mistake),
            },
        }
    }

    /// The operation that it is a mistake of, if it is one's.
    pub(crate) fn operation(&self) -> Option<&OperationName> {
        match self {
            Self::Duplicate { operation, .. }
            | Self::Template { operation, .. }
            | Self::Parameter { operation, .. }
            | Self::Rule { operation, .. }
            | Self::Answer { operation, .. }
            | Self::Security { operation, .. }
            | Self::DependencyCycle { operation, .. }
            | Self::DependencyScope { operation, .. }
            | Self::DependencyValue { operation, .. }
            | Self::UnseenValue { operation, .. }
            | Self::DependencyHold { operation, .. }
            | Self::LifespanHold { operation, .. }
            | Self::MissingState { operation, .. } => Some(operation),
            Self::Mounted { mistake, .. } => mistake.operation(),
            Self::Prefix { .. }
            | Self::Address { .. }
            | Self::LanesPage { .. }
            | Self::OptionValue { .. }
            | Self::DoubleHandler { .. }
            | Self::DoubleState { .. }
            | Self::MiddlewareOption { .. }
            | Self::MiddlewareState { .. }
            | Self::Lifespan { .. }
            | Self::NeedsStart { .. } => None,
        }
    }

    /// The ways to a state that is missing.
    pub(crate) const ADD_STATE: &str = "add it with `.state(...)`, or list the lifespan dependency that makes it: `.lifespan(dependencies![...])`";

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

    /// What is wrong with dependencies themselves.
    fn write_dependency(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
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
                "{operation}: the dependency `{outer}` is undone after the answer, but needs `{inner}`, which is undone before it: give both the same scope"
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
