//! A scheme as a parameter. In the order of errors it counts as a dependency, made as the arguments are gathered.

use std::any::{Any, TypeId, type_name};
use std::sync::Arc;

use ::http::request::Parts;

use super::scheme::describe as describe_scheme;
use super::{Security, SecurityScheme};
use crate::dependencies::{
    DependencyDescription, DependencyRef, Effect, Hold, NodeMaker, ValueMaker, ValueSlot,
};
use crate::errors::HttpError;
use crate::lane_rules::Lane;
use crate::parameters::{Gather, Kind, Parameter, Slot, SlotSource};
use crate::scheme::SchemeDescription;

/// The marker of parameters that say who is asking.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaSecurity {}

/// The marker of such parameters where nobody need say so.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViaOptionalSecurity {}

/// Makes the credentials that a test gives a scheme.
type Override<S> = Box<dyn Fn() -> S + Send + Sync>;

impl<S: Security> Parameter<ViaSecurity> for S {
    fn kind() -> Kind {
        Kind::Dependency(<S as Effect<ViaSecurity>>::reference())
    }

    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        said(cx, slot)
    }
}

impl<S: Security> Parameter<ViaOptionalSecurity> for Option<S> {
    fn kind() -> Kind {
        Kind::Dependency(reference(
            TypeId::of::<Self>(),
            check_optional::<S>,
            describe_optional::<S>,
        ))
    }

    /// Its errors are told by the check.
    fn gather(cx: &mut Gather<'_>, slot: &Slot) -> Option<Self> {
        Some(said(cx, slot))
    }
}

impl<S: Security> Effect<ViaSecurity> for S {
    fn reference() -> DependencyRef {
        reference(TypeId::of::<Self>(), check::<S>, describe::<S>)
    }
}

fn reference(
    id: TypeId,
    check: fn(&Parts) -> Result<(), HttpError>,
    describe: fn() -> DependencyDescription,
) -> DependencyRef {
    DependencyRef {
        value: type_name::<()>,
        id,
        describe,
        make: ValueMaker::Check(check),
        hold: Hold::Shared,
        scopes: &[],
        optional: false,
        exclusive_slot: |_| ValueSlot::none(),
        shared_slot: None,
    }
}

fn describe<S: Security>() -> DependencyDescription {
    description(describe_scheme::<S>(true))
}

fn describe_optional<S: Security>() -> DependencyDescription {
    description(describe_scheme::<S>(false))
}

fn description(scheme: SchemeDescription) -> DependencyDescription {
    DependencyDescription {
        lifespan: None,
        name: scheme.name,
        module: "twinlane::security",
        thread_capacity: None,
        lane: Lane::InPlace,
        scope: None,
        parameters: Vec::new(),
        errors: Vec::new(),
        scheme: Some(scheme),
    }
}

/// The client's credentials, or those that a test has given instead.
fn said<S: Security>(cx: &Gather<'_>, slot: &Slot) -> Option<S> {
    if let SlotSource::Overridden(value) = &slot.source {
        let value: &Override<S> = value.downcast_ref()?;
        return Some(value());
    }
    let credentials = S::SCHEME.credentials(cx.inputs.parts);
    credentials.ok().flatten().map(S::of)
}

fn check<S: Security>(request: &Parts) -> Result<(), HttpError> {
    match S::SCHEME.credentials(request) {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(S::SCHEME.not_authenticated()),
        Err(error) => Err(error),
    }
}

fn check_optional<S: Security>(request: &Parts) -> Result<(), HttpError> {
    S::SCHEME.credentials(request).map(|_| ())
}

/// The replacement of a scheme, required or not.
pub(crate) fn overriding<S: Security>(
    value: impl Fn() -> S + Send + Sync + 'static,
) -> ([TypeId; 2], NodeMaker) {
    let value: Override<S> = Box::new(value);
    let value: Arc<dyn Any + Send + Sync> = Arc::new(value);
    let ids = [TypeId::of::<S>(), TypeId::of::<Option<S>>()];
    (ids, NodeMaker::Given(value))
}
