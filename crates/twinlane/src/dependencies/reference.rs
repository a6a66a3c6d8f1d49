//! A dependency as a parameter, or a list of effects, names it.

use std::any::{TypeId, type_name};

use http::request::Parts;

use super::declaration::{Dependency, DependencyDescription};
use super::pending::DependencyProgress;
use super::value_check::EffectProbe;
use super::value_slot::{SlotMaker, ValueSlot};
use crate::errors::HttpError;
use crate::parameters::Gather;

/// A dependency as a parameter names it.
#[derive(Debug, Clone, Copy)]
pub struct DependencyRef {
    pub(crate) id: TypeId,
    pub(crate) describe: fn() -> DependencyDescription,
    /// The name of the value's type; nothing for a scheme.
    pub(crate) value: fn() -> &'static str,
    pub(crate) make: ValueMaker,
    pub(crate) hold: Hold,
    /// The scopes that this parameter needs of whoever is asked.
    pub(crate) scopes: &'static [&'static str],
    /// True if the one who asks can do without it.
    pub(crate) optional: bool,
    /// Makes a slot for a value that one at a time has.
    pub(crate) exclusive_slot: SlotMaker,
    /// Makes a slot for a value that many have at once, if its type allows that.
    pub(crate) shared_slot: Option<SlotMaker>,
}

/// The maker of a dependency's value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ValueMaker {
    /// By a function with arguments.
    Function(fn(&mut Gather<'_>) -> Option<DependencyProgress>),
    /// It is read from the request by each who asks; this checks whether it can be.
    Check(fn(&Parts) -> Result<(), HttpError>),
}

/// The way in which a dependency is held.
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
    /// A dependency for its effect alone, as [`dependencies!`](macro@crate::dependencies) makes it.
    pub fn for_effect<D: Effect<Via>, Via>() -> Self {
        D::reference()
    }

    /// Likewise, of a name that was looked at before.
    #[doc(hidden)]
    pub fn for_effect_of<D: Effect<Via>, Via>(_: &EffectProbe<D>) -> Self {
        D::reference()
    }

    /// The same dependency, with the scopes that are required here.
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

/// The marker of parameters that ask for a dependency.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaDependency {}

/// A dependency in a list of those that run for their effect.
///
/// `Via` tells the kinds apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a dependency",
    label = "not a dependency",
    note = "write `#[dependency]` above the function, and name the function here"
)]
pub trait Effect<Via> {
    /// Its reference if only its effect is wanted.
    fn reference() -> DependencyRef;
}

impl<D: Dependency> Effect<ViaDependency> for D {
    fn reference() -> DependencyRef {
        DependencyRef::of::<D>(Hold::Effect)
    }
}
