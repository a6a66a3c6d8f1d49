#![doc = include_str!("README.md")]

// Written by an application.
mod declaration;
mod reference;
mod depends;
mod provided;
mod scope;
mod return_type;
mod value_check;
mod effect_check;
// Made when the application starts.
mod lifespan;
// Decided at startup.
mod plan;
// In a request.
mod gather;
mod start;
mod pending;
mod value_target;
mod value_slot;
mod run;
mod queue;
mod batch;
mod waves;
mod thread_results;
mod results;
mod errors;
// Undone.
mod teardown_stack;
mod teardown;
mod teardown_outcome;
mod undo;
mod late_teardown;

pub use declaration::{Dependency, DependencyDescription};
pub use depends::{Depends, DependsMut, Fresh};
pub(crate) use effect_check::unseen_by_name;
pub use effect_check::{ErrorStep, FutureStep, PlainStep, assert_nothing_unseen};
#[cfg(feature = "batches")]
pub(crate) use errors::copy_error;
pub(crate) use errors::{into_owned_error, separate_error};
pub(crate) use gather::{DependencyWork, RequestDependencies, gather_dependencies};
pub(crate) use late_teardown::TeardownContext;
pub use lifespan::{
    ApplicationLife, DependencyLife, KeptInputs, LifespanArgument, LifespanCall,
    LifespanDependency, LifespanDescription, LifespanInputs, LifespanParameter, LifespanRule,
    LifespanSupplier, LifespanValue, RequestLife, SharedForLife, lifespan_argument,
    lifespan_supplier_of,
};
pub(crate) use lifespan::{LifespanMaker, OverrideValue, PlannedLifespan, SharedAny};
pub use pending::DependencyProgress;
pub(crate) use plan::{NodeMaker, PlannedDependencies, PlannedNode, TeardownPlan};
pub use provided::{Provided, Providing, Undone, ViaAsyncTeardown, ViaPlainTeardown};
pub(crate) use queue::UnusedArguments;
pub use reference::{DependencyRef, Effect, ViaDependency};
pub(crate) use reference::{Hold, ValueMaker};
pub(crate) use results::DependencyResults;
pub use return_type::{
    Probe, ProbeDefault, ReturnCase, Supplier, SupplyRule, ValueOf, supplier_of,
};
pub(crate) use run::run_all;
pub use scope::{
    AfterResponse, AtShutdown, BeforeResponse, Outcome, Scope, ShutdownScope, TeardownScope,
};
pub use start::DependencyCall;
pub use teardown_outcome::TeardownOutcome;
pub(crate) use value_check::hidden_by_name;
pub use value_check::{
    EffectProbe, FutureProbe, NoDependencyProbe, PairProbe, PlainProbe, assert_plain_value,
};
pub(crate) use value_slot::SlotMaker;
pub use value_slot::ValueSlot;
pub use value_target::{CallExtras, CallResult, ValueTarget};
