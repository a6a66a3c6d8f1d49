//! Every mistake that keeps an application from starting.

mod text;

use std::collections::HashSet;

use crate::operation::OperationName;

/// The error of an application that does not start: a report of every mistake.
///
/// ```
/// use twinlane::prelude::*;
///
/// #[get("/items")]
/// async fn list(limit: State<u32>) -> u32 {
///     *limit
/// }
///
/// let report = App::new().routes(routes![list]).check().unwrap_err();
/// assert_eq!(report.mistakes().len(), 1);
/// assert!(report.to_string().contains("the application has no state of type `u32`"));
/// ```
#[derive(Debug)]
pub struct BuildError {
    mistakes: Vec<Mistake>,
}

/// A mistake that keeps an application from starting.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mistake {
    /// Two operations have the same method and path.
    Duplicate {
        /// The operation that comes second.
        operation: OperationName,
        /// The earlier operation with the same method and path.
        earlier: OperationName,
    },
    /// A path template, with the prefixes before it, cannot be parsed.
    Template {
        /// The operation.
        operation: OperationName,
        /// The mistake.
        message: String,
    },
    /// A prefix does not start with `/`, or ends with it.
    Prefix {
        /// The prefix.
        prefix: String,
    },
    /// The path of the document, of a docs page or of the page of the lanes does not start with `/`, or has parameters.
    Address {
        /// The address.
        address: String,
    },
    /// The page of the lanes would be open to everybody.
    LanesPage {
        /// The path of the page.
        address: String,
    },
    /// An option of the application or of a router is invalid.
    // Not `Option`: in every error rustc would then write out the path of the standard one.
    OptionValue {
        /// The application or the router: `the router at "/items"`.
        place: String,
        /// The mistake.
        message: String,
    },
    /// Two handlers are for the same status or the same error type.
    DoubleHandler {
        /// The status or the type that both handle: `404 Not Found`, or the type.
        handled: String,
        /// The place of the first: `src/main.rs:12:10`.
        first: String,
        /// The place of the second.
        second: String,
    },
    /// A parameter is declared in a way that is not possible.
    Parameter {
        /// The operation.
        operation: OperationName,
        /// The dependencies that lead to the parameter, if it is not the operation's.
        within: Vec<String>,
        /// The parameter's name in the signature.
        name: &'static str,
        /// The mistake, and how to correct it.
        message: String,
    },
    /// A rule does not fit the type of its parameter or field.
    Rule {
        /// The first operation that uses the type.
        operation: OperationName,
        /// The place of the rule: a field with its model, or a parameter.
        place: String,
        /// The rule with its value, as it is written: `ge = "a"`.
        rule: String,
        /// The mistake, and how to correct it.
        message: String,
    },
    /// An option of an operation or of its response is invalid.
    Answer {
        /// The operation.
        operation: OperationName,
        /// The mistake.
        message: String,
    },
    /// An option of a dependency is invalid.
    Dependency {
        /// The first operation that needs the dependency.
        operation: OperationName,
        /// The dependency.
        dependency: &'static str,
        /// The mistake.
        message: String,
    },
    /// Security is declared, but would not be verified.
    Security {
        /// The operation.
        operation: OperationName,
        /// The mistake.
        message: String,
    },
    /// A dependency needs itself, directly or through others.
    DependencyCycle {
        /// The operation.
        operation: OperationName,
        /// The dependencies on the way from the dependency to itself.
        path: Vec<String>,
    },
    /// A dependency that is undone after the response needs one that is undone before it.
    DependencyScope {
        /// The operation.
        operation: OperationName,
        /// The dependency that is undone later.
        outer: String,
        /// The dependency that `outer` needs.
        inner: String,
    },
    /// The value of a dependency hides an error or a teardown.
    DependencyValue {
        /// The operation.
        operation: OperationName,
        /// The dependency.
        dependency: String,
        /// The thing that the value is or holds, as a part of a sentence.
        hidden: &'static str,
    },
    /// A dependency that runs for its effect has a value that must not be ignored.
    UnseenValue {
        /// The operation.
        operation: OperationName,
        /// The dependency.
        dependency: String,
        /// The thing that the value holds.
        holds: &'static str,
    },
    /// A function takes a dependency exclusively, and takes it in another way too.
    DependencyHold {
        /// The operation.
        operation: OperationName,
        /// The function, if it is not the operation's.
        function: Option<String>,
        /// The dependency.
        dependency: String,
    },
    /// A lifespan dependency cannot be made.
    Lifespan {
        /// The dependency.
        dependency: String,
        /// The mistake, and how to correct it.
        message: String,
    },
    /// A function takes the value of a lifespan dependency exclusively, or as an `Option`.
    LifespanHold {
        /// The operation.
        operation: OperationName,
        /// The function, if it is not the operation's.
        function: Option<String>,
        /// The mistake, and how to correct it.
        message: String,
    },
    /// An operation could take either of two values of one type as its `State`.
    DoubleState {
        /// The type of both.
        type_name: String,
        /// The place of the first: `src/main.rs:12:10`, or the lifespan dependency that makes it.
        first: String,
        /// The place of the second, in the same form.
        second: String,
    },
    /// The application has no value for a `State`.
    MissingState {
        /// The operation.
        operation: OperationName,
        /// The dependencies that lead to the parameter, if it is not the operation's.
        within: Vec<String>,
        /// The parameter's name in the signature.
        name: &'static str,
        /// The type of the state.
        type_name: String,
    },
    /// An option of a middleware is invalid.
    MiddlewareOption {
        /// The type of the middleware.
        middleware: String,
        /// The mistake.
        message: String,
    },
    /// The application has no value for a `State` of a middleware.
    MiddlewareState {
        /// The place of the middleware: `the application`, or the operation.
        place: String,
        /// The type of the middleware, which is the path of a function.
        middleware: String,
        /// The type of the state.
        type_name: String,
    },
    /// The application does something at its start, but is served in a way that does not start it.
    NeedsStart {
        /// The action at the start, as the beginning of a sentence.
        what: String,
    },
    /// A mounted application has a mistake.
    Mounted {
        /// The path of the mount, `/v1`, or its host, `//api.example.com`.
        at: String,
        /// The mistake.
        mistake: Box<Mistake>,
    },
}

impl BuildError {
    /// The report; `None` if nothing is wrong. What one change mends for many operations is told of the first of them.
    pub(crate) fn of(mut mistakes: Vec<Mistake>) -> Option<Self> {
        let mut told = HashSet::new();
        mistakes.retain(|mistake| {
            let shared = mistake.shared();
            shared.is_none_or(|shared| told.insert(shared))
        });
        (!mistakes.is_empty()).then_some(Self { mistakes })
    }

    /// The mistakes, in the order of the operations.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
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
            | Self::Dependency { operation, .. }
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

    /// The part that is the same in every operation that shares the dependency or needs the state, if it is a mistake of one.
    fn shared(&self) -> Option<String> {
        match self {
            Self::MissingState { type_name, .. } => Some(type_name.clone()),
            Self::Parameter { within, .. } if within.is_empty() => None,
            Self::DependencyHold { function: None, .. }
            | Self::LifespanHold { function: None, .. } => None,
            Self::Parameter { .. }
            | Self::Dependency { .. }
            | Self::DependencyCycle { .. }
            | Self::DependencyScope { .. }
            | Self::DependencyValue { .. }
            | Self::UnseenValue { .. }
            | Self::DependencyHold { .. }
            | Self::LifespanHold { .. } => {
                let (text, operation) = (self.to_string(), self.operation()?);
                let shared = text.strip_prefix(&operation.to_string())?;
                Some(shared.to_owned())
            }
            Self::Mounted { at, mistake } => Some(format!("{at}: {}", mistake.shared()?)),
            _ => None,
        }
    }

    /// The ways to a state that is missing.
    pub(crate) const ADD_STATE: &str = "add it with `.state(...)`, or list the lifespan dependency that makes it: `.lifespan(dependencies![...])`";
}
