//! Twinlane under another name, as a company's own crate is to its applications; for the tests beside this.

pub use web as toolkit;
