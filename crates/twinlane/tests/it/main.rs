//! The framework through its front door: each module tests the module of its name.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends")]

mod answer;
mod app;
mod batch;
mod batch_callers;
mod batch_clients;
#[cfg(target_os = "linux")]
mod batch_start;
mod background;
mod begin;
mod body;
mod built_in;
mod debug;
mod dependency;
mod disconnect;
mod error;
mod error_limits;
mod errors_page;
mod env_file;
mod embedded;
mod extension;
#[cfg(feature = "axum-core")]
mod extract;
mod form;
mod given;
mod health;
mod held;
mod lanes;
mod lifespan;
mod log;
mod middleware;
mod mounts;
mod names;
mod broken_middleware;
mod lanes_page;
mod capacity;
mod cancel;
mod openapi;
mod documented_errors;
mod options;
mod other_errors;
mod panic_hook;
mod parameter;
mod proxies;
mod returned;
mod returned_effects;
mod root_path;
mod routing;
mod rules;
mod security;
mod serve;
mod serve_within;
mod session_stores;
mod sessions;
mod templates;
mod settings;
mod several;
mod slips;
mod sockets;
mod span;
mod spelling;
mod static_files;
mod status;
mod stop;
mod stuck_log;
mod stream;
mod testing;
#[cfg(feature = "tls")]
mod tls;
mod teardown_response;
mod websockets;
mod whole_response;
mod written_stream;
mod ui;
