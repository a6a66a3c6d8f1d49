//! Every mistake that keeps an application from starting.

mod text;

use std::collections::HashSet;

use crate::operation::OperationName;

/// The report of an application that does not start. It names every mistake.
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
        /// The mistake in it.
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
        /// The place where it would be.
        address: String,
    },
    /// Something that is said of the whole application or of a router, and that cannot be.
    // Not `Option`: in every error rustc would then write out the path of the standard one.
    OptionValue {
        /// Of which of them: `the router at "/items"`.
        place: String,
        /// The mistake in it.
        message: String,
    },
    /// Two handlers of one status or of one type of errors.
    DoubleHandler {
        /// The status or the type that both handle: `404 Not Found`, or the type.
        handled: String,
        /// The place of the first: `src/main.rs:12:10`.
        first: String,
        /// The place of the second.
        second: String,
    },
    /// A parameter that cannot be what it was declared to be.
    Parameter {
        /// The operation.
        operation: OperationName,
        /// The dependencies that lead to the parameter, if it is not the operation's.
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
    /// Something that the options say of the operation or of its response, and that cannot be.
    Answer {
        /// The operation.
        operation: OperationName,
        /// The mistake in it.
        message: String,
    },
    /// Something that is said of a dependency, and that cannot be.
    Dependency {
        /// The first operation that needs it.
        operation: OperationName,
        /// The dependency.
        dependency: &'static str,
        /// The mistake in it.
        message: String,
    },
    /// Security that is declared and would not be verified.
    Security {
        /// The operation.
        operation: OperationName,
        /// The mistake in it.
        message: String,
    },
    /// A dependency that needs itself.
    DependencyCycle {
        /// The operation.
        operation: OperationName,
        /// From the dependency to itself.
        path: Vec<String>,
    },
    /// A dependency that is undone after the response and needs one that is undone before it.
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
        /// The thing that the value is or holds, as a part of a sentence.
        hidden: &'static str,
    },
    /// A dependency for its effect, whose value holds what somebody must see.
    UnseenValue {
        /// The operation.
        operation: OperationName,
        /// The dependency.
        dependency: String,
        /// The thing that the value holds.
        holds: &'static str,
    },
    /// A function that has a dependency for itself and in another way too.
    DependencyHold {
        /// The operation.
        operation: OperationName,
        /// The function, if it is not the operation's.
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
        /// The function, if it is not the operation's.
        function: Option<String>,
        /// The mistake, and its mend.
        message: String,
    },
    /// Two values of one type, of which an operation could take either as its `State`.
    DoubleState {
        /// The type of both.
        type_name: String,
        /// The place of the first: `src/main.rs:12:10`, or the lifespan dependency that makes it.
        first: String,
        /// Likewise, of the second.
        second: String,
    },
    /// A `State` that the application was not given.
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
    /// An option of a middleware that cannot be.
    MiddlewareOption {
        /// The type of the middleware.
        middleware: String,
        /// The mistake in it.
        message: String,
    },
    /// A value that a middleware takes as `State`, and that the application was not given.
    MiddlewareState {
        /// The place of the middleware: `the application`, or the operation.
        place: String,
        /// The type of the middleware, which is the path of a function.
        middleware: String,
        /// The type of the state.
        type_name: String,
    },
    /// Something that is done when the application starts, and a way of serving it that does not start it.
    NeedsStart {
        /// The thing that is done, as the beginning of a sentence.
        what: String,
    },
    /// A mistake of a mounted application.
    Mounted {
        /// The place where it is mounted: `/v1`, or `//api.example.com` for a host.
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
