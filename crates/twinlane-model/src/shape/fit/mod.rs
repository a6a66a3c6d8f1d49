//! Finds the rules that do not fit the type they stand on. Everything is constant, so that the macros ask while compiling.

mod bound;
mod limits;
mod message;
mod misfit;
mod rule_name;
mod values;
mod moment;
mod type_name;
mod walk;

pub use message::check_rule;
pub use rule_name::RuleName;
pub use walk::{Misfits, RuleMistake};
