//! `#[dependency]`.

mod expand;
mod returned;
mod waiting;

pub(crate) use expand::{implementor, tokens};
pub(crate) use returned::Returned;
