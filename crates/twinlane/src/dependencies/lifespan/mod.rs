//! Lifespan dependencies: functions whose value is made once, when the application starts, and undone when it stops.
//!
//! `#[dependency(lifespan)]` implements [`LifespanDependency`] beside [`Dependency`](super::Dependency). A request knows nothing of it: its
//! parameters find the value in their slots, as they find a [`State`](crate::State).

mod declaration;
mod life;
mod inputs;
mod call;
mod rule;
mod value;
mod planned;

pub use call::LifespanCall;
pub use declaration::{LifespanDependency, LifespanDescription};
pub use inputs::{
    KeptInputs, LifespanArgument, LifespanInputs, LifespanParameter, lifespan_argument,
};
pub use life::{ApplicationLife, DependencyLife, RequestLife, SharedForLife};
pub(crate) use planned::{LifespanMaker, OverrideValue, PlannedLifespan};
pub use rule::{LifespanRule, LifespanSupplier, lifespan_supplier_of};
pub use value::LifespanValue;
pub(crate) use value::SharedAny;
