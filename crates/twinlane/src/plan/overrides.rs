//! Values and dependencies that tests put in the place of others.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::dependencies::{DependencyDescription, DependencyRef, NodeMaker, OverrideValue};
use crate::lane_rules::Lane;

/// The replacements that tests have made, by the types of the dependencies.
pub(crate) type Overrides = HashMap<TypeId, Override>;

/// The replacement of a dependency.
#[derive(Clone)]
pub(crate) enum Override {
    /// A value that is made without asking for anything.
    Value {
        make: NodeMaker,
        /// Makes it at the start, if it can stand in the place of a lifespan dependency.
        at_start: Option<Arc<OverrideValue>>,
    },
    /// Another dependency.
    Dependency(DependencyRef),
}

/// The function of a dependency, or its replacement.
pub(crate) fn function(
    overrides: &Overrides,
    reference: DependencyRef,
) -> (DependencyDescription, NodeMaker) {
    match overrides.get(&reference.id) {
        None => ((reference.describe)(), NodeMaker::AsWritten(reference.make)),
        Some(Override::Dependency(other)) => ((other.describe)(), NodeMaker::AsWritten(other.make)),
        Some(Override::Value { make, .. }) => {
            let nothing = DependencyDescription {
                lane: Lane::InPlace,
                scope: None,
                parameters: Vec::new(),
                errors: Vec::new(),
                ..(reference.describe)()
            };
            (nothing, make.clone())
        }
    }
}

impl fmt::Debug for Override {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { make, .. } => f.debug_tuple("Value").field(make).finish(),
            Self::Dependency(other) => f.debug_tuple("Dependency").field(other).finish(),
        }
    }
}
