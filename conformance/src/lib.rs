//! The applications whose answers are compared with FastAPI's.
//!
//! Each module of [`apps`] has a counterpart of its name in `conformance/apps`, written for FastAPI;
//! `conformance/run` sends both the same requests. An operation looks the way a user would write it in each language.

pub mod apps;
mod log;
pub mod settings;
