//! The fast pass: the text is read straight into the type.

use crate::json::read_with;
use crate::{DataType, Rules};

/// Reads a value from the whole of a text; `None` if the slow pass has to look.
pub(crate) fn read_fast<T: DataType>(text: &str) -> Option<T> {
    read_with(text, |reader| T::read_from(reader))
}

/// True if the rules of a field hold, and those inside its value.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "the rules are a constant: see `Rules::hold`"
)]
pub fn field_holds<T: DataType>(rules: &Rules, value: &T) -> bool {
    own_rules_hold(rules, value) && value.holds()
}

/// True if the rules of the field itself hold.
///
/// Without optimisation, the inlined code takes 40 KiB of the stack, and takes them again for each level of nested values. So it is a call of
/// its own there.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(
    not(debug_assertions),
    inline(always),
    expect(
        clippy::inline_always,
        reason = "the rules are a constant: see `Rules::hold`"
    )
)]
fn own_rules_hold<T: DataType>(rules: &Rules, value: &T) -> bool {
    rules.hold(&value.measure())
}
