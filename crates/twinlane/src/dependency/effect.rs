//! What can run for its effect alone.

use super::{Dependency, DependencyRef, Hold, ViaDependency};

/// A dependency in a list of those that run for their effect.
///
/// `Via` tells the kinds apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a dependency",
    label = "not a dependency",
    note = "write `#[dependency]` above the function, and name the function here"
)]
pub trait Effect<Via> {
    /// How it is named where only its effect is wanted.
    fn reference() -> DependencyRef;
}

impl<D: Dependency> Effect<ViaDependency> for D {
    fn reference() -> DependencyRef {
        DependencyRef::of::<D>(Hold::Effect)
    }
}
