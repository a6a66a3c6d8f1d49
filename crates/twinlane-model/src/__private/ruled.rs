//! The types that rules stand on.

use crate::{DataType, Shape};

/// A type whose values have rules: any data type.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` has no rules, which are for data",
    label = "not data",
    note = "the files of a form are counted and measured for a whole operation: `form_limits(max_files = 3)`, `max_body_size = 1024`"
)]
pub trait Ruled {
    /// The description of the type.
    const SHAPE: &'static Shape;
}

#[diagnostic::do_not_recommend]
impl<T: DataType> Ruled for T {
    const SHAPE: &'static Shape = <T as DataType>::SHAPE;
}
