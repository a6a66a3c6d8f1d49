//! What a company's own crate is to its applications: Twinlane under another name, for the tests beside this.

pub use web as toolkit;
