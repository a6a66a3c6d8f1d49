//! Dependencies: functions whose value is made once for a request, for whoever asks for it.
//!
//! A dependency is a type with the name of its function. [`value_slot`] is where its value lives while the request is answered,
//! [`depends`] the parameters that ask for it, [`provided`] a value that is undone, [`teardown`] the undoing, [`late_teardown`]
//! that of values which are held longer than their request. [`plan`] is what is known of them at startup. [`returned`] reads a
//! function's return type, [`hidden`] refuses a value that would hide something, and [`unseen`] what nobody sees who names a
//! dependency for its effect. In a request, [`gather`] gathers their
//! arguments in FastAPI's order and begins their functions ([`start`]), [`run`] goes on with those that have to be waited for
//! ([`thread_results`] if it may be given up meanwhile), and [`results`] is what comes of it.

mod depends;
mod effect;
mod hidden;
mod value_slot;
mod late_teardown;
mod results;
mod plan;
mod provided;
mod gather;
mod returned;
mod run;
mod start;
mod teardown;
mod thread_results;
mod unseen;

use std::any::{TypeId, type_name};

use http::request::Parts;

pub use depends::{Depends, DependsMut, Fresh, ViaDependency};
pub use effect::Effect;
pub(crate) use gather::{DependencyWork, RequestDependencies};
pub(crate) use hidden::hidden_by_name;
pub use hidden::{
    EffectProbe, FutureProbe, NoDependencyProbe, PairProbe, PlainProbe, assert_plain_value,
};
pub(crate) use late_teardown::TeardownContext;
pub(crate) use plan::{NodeMaker, PlannedDependencies, PlannedNode, TeardownPlan};
pub use provided::{
    AfterResponse, BeforeResponse, Outcome, Provided, Providing, Scope, TeardownScope, Undone,
    ViaAsyncTeardown, ViaPlainTeardown,
};
pub(crate) use results::{DependencyResults, into_owned_error, separate_error};
pub use returned::{Probe, ProbeDefault, ReturnCase, Supplier, SupplyRule, ValueOf, supplier_of};
pub(crate) use run::{UnusedArguments, run_all};
pub use start::{CallExtras, CallResult, DependencyProgress, ValueTarget};
pub(crate) use unseen::unseen_by_name;
pub use unseen::{ErrorStep, FutureStep, PlainStep, assert_nothing_unseen};
pub(crate) use value_slot::SlotMaker;
pub use value_slot::ValueSlot;

use crate::answer::ErrorDescription;
use crate::error::HttpError;
use crate::operation::Lane;
use crate::parameter::{Gather, ParameterDescription};
use crate::security::SchemeDescription;

/// A function whose value path operations and other dependencies ask for, as [`Depends<name>`](Depends).
///
/// [`#[dependency]`](crate::dependency) implements this on a type with the name of the function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a dependency",
    label = "not a dependency",
    note = "write `#[dependency]` above the function, and name the function here",
    note = "a struct with `#[security]` is taken by itself: `token: {Self}`, or `Option<{Self}>`"
)]
pub trait Dependency: 'static {
    /// Its value: what the function returns, without `Result` and [`Provided`].
    type Output: Send + 'static;

    /// What it is; called at startup.
    fn describe() -> DependencyDescription;

    /// Reads every argument of the function from the request, and begins it where that may be. `None`: [`Gather`] holds at least one problem.
    fn gather(cx: &mut Gather<'_>) -> Option<DependencyProgress>;
}

/// A dependency as it was written.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "written by `#[dependency]`")]
pub struct DependencyDescription {
    /// The name of the function.
    pub name: &'static str,
    /// `module_path!()` of the function.
    pub module: &'static str,
    /// Where it runs.
    pub lane: Lane,
    /// The capacity of a thread lane of its own.
    pub thread_capacity: Option<usize>,
    /// When it is undone, if it is.
    pub scope: Option<Scope>,
    /// The parameters, in the order of the signature.
    pub parameters: Vec<ParameterDescription>,
    /// What it may fail with.
    pub errors: Vec<ErrorDescription>,
    /// What the document says of it, where it is a security scheme.
    pub scheme: Option<SchemeDescription>,
}

/// A dependency as a parameter names it.
#[derive(Debug, Clone, Copy)]
pub struct DependencyRef {
    pub(crate) id: TypeId,
    pub(crate) describe: fn() -> DependencyDescription,
    /// The name of the value's type; nothing for a scheme.
    pub(crate) value: fn() -> &'static str,
    pub(crate) make: ValueMaker,
    pub(crate) hold: Hold,
    /// What whoever is asked needs, for this parameter.
    pub(crate) scopes: &'static [&'static str],
    /// Whether the one who asks can do without it.
    pub(crate) optional: bool,
    /// A home for a value that one at a time has.
    pub(crate) exclusive_slot: SlotMaker,
    /// A home for a value that many have at once, where its type allows that.
    pub(crate) shared_slot: Option<SlotMaker>,
}

/// How its value comes about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ValueMaker {
    /// By a function with arguments.
    Function(fn(&mut Gather<'_>) -> Option<DependencyProgress>),
    /// It is read from the request by each who asks; this checks whether it can be.
    Check(fn(&Parts) -> Result<(), HttpError>),
}

/// How a dependency is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// With others.
    Shared,
    /// Alone, for one call.
    Exclusive,
    /// Alone, since it is made for this parameter.
    Fresh,
    /// Not at all: only its effect is wanted.
    Effect,
}

impl DependencyRef {
    /// A dependency for its effect alone: what [`dependencies!`](crate::dependencies) makes.
    pub fn for_effect<D: Effect<Via>, Via>() -> Self {
        D::reference()
    }

    /// With scopes that it needs here.
    #[must_use]
    pub fn with_scopes(self, scopes: &'static [&'static str]) -> Self {
        Self { scopes, ..self }
    }

    pub(crate) fn of<D: Dependency>(hold: Hold) -> Self {
        Self {
            id: TypeId::of::<D>(),
            describe: D::describe,
            value: type_name::<D::Output>,
            make: ValueMaker::Function(D::gather),
            hold,
            scopes: &[],
            optional: false,
            exclusive_slot: ValueSlot::exclusive::<D::Output>,
            shared_slot: None,
        }
    }
}
