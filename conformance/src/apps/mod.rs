//! The applications.

pub mod first_steps;
pub mod parameters;
pub mod bodies;
pub mod validation;
pub mod types;
pub mod sources;
pub mod forms;
pub mod groups;
pub mod answers;
pub mod handlers;
pub mod metadata;
pub mod operations;
pub mod dependencies;
