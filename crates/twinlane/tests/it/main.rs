//! The framework through its front door: each module tests the module of its name.

mod answer;
mod app;
mod body;
mod disconnect;
mod error;
mod lanes;
mod openapi;
mod parameter;
mod routing;
mod serve;
mod ui;
