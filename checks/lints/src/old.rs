//! Items that are no longer in use, and are used by generated code all the same. Who forbids `deprecated` has none of it.

use twinlane::prelude::*;

/// A model of which a part is no longer in use.
#[model]
#[derive(Debug, Clone, Copy)]
pub struct Parts {
    /// Its number.
    #[deprecated = "without a number"]
    #[field(default = 1)]
    pub number: i64,
    /// One of two.
    pub kind: Kind,
}

/// A variant that is no longer in use.
#[model]
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// In use.
    New,
    /// No longer.
    #[deprecated = "too old"]
    Old,
}

/// No longer in use.
#[deprecated = "ask for parts"]
#[get("/old")]
pub async fn old(parts: Parts) -> Parts {
    parts
}

/// No longer in use, if the crate is told so.
#[get("/sometimes-old")]
#[cfg_attr(all(), deprecated = "ask for parts")]
pub async fn sometimes_old(parts: Parts) -> Parts {
    parts
}

/// A type that is no longer in use.
#[deprecated = "too large"]
#[model]
#[derive(Debug, Clone, Copy)]
pub struct Large(i64);

/// Its user knows.
#[model]
#[expect(
    deprecated,
    missing_debug_implementations,
    reason = "until it is gone; what derives write has no expectation"
)]
pub struct Holder {
    /// It, in a list.
    pub large: Vec<Large>,
}
