//! Twinlane: the `FastAPI` experience in Rust.
//!
//! A path operation is an `async fn` or a plain `fn`. An `async fn` runs on the event loop. A plain `fn` runs in a thread, where it may block.
//! Parameters, validation, the `OpenAPI` document and the docs page follow from names and types. On the wire, requests and responses are those of
//! `FastAPI`.
//!
//! ```no_run
//! use twinlane::prelude::*;
//!
//! #[model]
//! struct Item {
//!     name: String,
//!     price: f64,
//! }
//!
//! #[get("/items/{item_id}")]
//! fn read_item(item_id: i64, q: Option<String>) -> Value {
//!     json!({ "item_id": item_id, "q": q })
//! }
//!
//! #[put("/items/{item_id}")]
//! async fn update_item(item_id: i64, item: Item) -> Item {
//!     item
//! }
//!
//! #[twinlane::main]
//! async fn main() -> twinlane::Result {
//!     App::new().title("Shop").routes(routes![read_item, update_item]).serve().await
//! }
//! ```
//!
//! # Finding things
//!
//! | to | look at |
//! | --- | --- |
//! | handle requests to a path, read parameters | [`get`] and its siblings, [`routes!`] |
//! | read and validate data | [`model`](macro@model), [`types`], [`Partial`] for a PATCH |
//! | share code between operations; open and close resources; set up values at the start | [`dependency`](macro@dependency), [`Provided`] |
//! | log users in | [`security`](mod@security) |
//! | return errors | [`HttpError`], [`derive(ApiError)`](derive@ApiError), [`error`] |
//! | return text, files, streams, redirects, or one of several responses | [`response`], [`derive(ApiResponse)`](derive@ApiResponse) |
//! | run code around operations | [`middleware`] |
//! | read settings from the environment | `#[settings]` |
//! | compute, block, or spawn tasks | [`lanes`] |
//! | do work after the response | [`BackgroundTasks`] |
//! | push messages to clients | `#[websocket]`, [`rooms`], [`response::EventStream`] |
//! | keep values between the requests of one browser | `sessions` |
//! | serve pages and files | `templates`, [`files`] |
//! | split an application | [`Router`], [`routing`] |
//! | test | [`testing`] |
//! | run a model once for many requests | `#[batch]` |
//!
//! The [`prelude`] has the names that nearly every file needs. The guide `docs/from-fastapi.md` lists each name of `FastAPI` with its name in
//! Twinlane.
//!
//! # Features
//!
//! | feature | brings |
//! | --- | --- |
//! | `docs` | the files of the page at `/docs`, in the program: the page works with no internet; on by default |
//! | `log` | the log of a served application, [`log`]; on by default. Without it, log events go to the subscriber of `tracing` that the program sets |
//! | `settings` | settings from the environment, `#[settings]`; on by default |
//! | `batches` | functions that run once for many calls, `#[batch]` |
//! | `websockets` | WebSockets, `#[websocket]` |
//! | `sessions` | sessions in signed cookies and in stores, `Sessions` |
//! | `templates` | HTML pages from Jinja templates, `Templates` |
//! | `embed` | files in the program, `embed!` |
//! | `gzip` | compressed responses, `GZip` |
//! | `jwt` | tokens signed with a secret, `security::jwt` |
//! | `password` | password hashes, `security::password` |
//! | `tls`, `encrypted-keys` | HTTPS, by rustls; encrypted private keys |
//! | `http2` | HTTP/2, in addition to HTTP/1.1 |
//! | `config-file` | the server's options in a TOML file, `--config` |
//! | `redoc` | the script of the page at `/redoc`, in the program: the page works with no internet |
//! | `jiff`, `time`, `num-bigint` | fields of the types of these crates |
//! | `sqlx`, `sqlx-postgres`, `diesel`, `diesel-postgres`, `diesel-sqlite` | fields as columns of databases |
//! | `axum-core` | the extractors of axum as parameters, `#[extract]` |
//!
//! # Under another name
//!
//! If your program renames twinlane, or uses it through a crate that re-exports it, give each attribute and derive the path, as with serde:
//! `#[get("/items", crate = "web")]`, `#[model(crate = "company::twinlane")]`. Above a type that derives `ApiError` or `ApiResponse`
//! write `#[error(crate = "web")]` or `#[response(crate = "web")]`. `embed!` takes the path too: `embed!("static", crate = "web")`.
//!
//! A path operation with the name of a crate hides that crate in its module. In a module with `fn uuid`, write `use ::uuid::Uuid`.

#![cfg_attr(docsrs, feature(doc_cfg))]

// The modules, in reading order. `lifecycle` walks one request through them. Each uses only modules further down, except that `parameters` and
// `dependencies` use each other.
//
// - `serve`, `log`, `log_output`, `panic_hook`: from the command line to a listening server (`App::serve`)
// - `testing`: the test client
// - `app`: `App`, what is written, and its check
// - `stages`: `Checked` and `Running`, what becomes of it
// - `openapi`, `docs_pages`, `lanes_page`: the document and the pages, made once at startup
// - `plan`, `build_error`: what startup decides of each operation, and every mistake
// - `router`: `Router`
// - `service`, `stack`: `Service`, and what stands around a request
// - `lifecycle`: one request, start to finish; `exchange`: its response; `failure`: that of an error
// - `frozen`: the application after startup
// - `handlers`: the application's own handlers of errors
// - `health`: `Health`, what probes ask, and the checks behind it
// - `operation`: what a path operation is
// - `rooms`: `Rooms`, what one publishes and all who are there receive
// - `middlewares`: functions and layers around an application or an operation
// - `dependencies`, `security`: what an operation asks for, and who is asking
// - `parameters`: reading arguments, by source
// - `call`: a function with its arguments, in its lane
// - `answer`: from a return value to a response
// - `background`, `response_parts`, `response_ext`, `labelled_body`, `until_stop`: what goes with a response, and comes after it
// - `templates`: pages in the language of Jinja
// - `request`, `matched`: `Request`, as operations and middleware see it; `names`: the URLs that it makes
// - `errors`: `Error`, `HttpError`, and the list of a request's problems
// - `limits`, `lane_rules`, `scopes`, `scheme`, `fixed_response`, `headers`, `json_object`, `public_names`: the ground floor

// The macros name this crate as its users do, and one dependency is declared in it.
extern crate self as twinlane;

mod serve;
pub mod log;
mod panic_hook;
mod log_output;
pub mod testing;
mod app;
mod stages;
pub mod openapi;
mod docs_pages;
pub mod docs;
mod lanes_page;
mod plan;
mod build_error;
mod router;
mod service;
mod stack;
mod lifecycle;
mod exchange;
mod failure;
mod debug;
mod witness;
mod frozen;
mod handlers;
mod health;
mod operation;
#[cfg(feature = "websockets")]
mod websockets;
#[cfg(feature = "batches")]
mod batches;
pub mod rooms;
mod middlewares;
mod mount;
mod static_files;
mod file_response;
mod frontend;
mod dependencies;
#[cfg(feature = "batches")]
mod batch_entry;
pub mod security;
mod parameters;
mod call;
mod answer;
mod background;
mod response_parts;
mod response_ext;
mod labelled_body;
mod until_stop;
#[cfg(feature = "templates")]
pub mod templates;
mod request;
#[cfg(feature = "sessions")]
mod session;
mod arrival;
mod root_path;
mod public_names;
mod matched;
mod names;
mod errors;
mod limits;
mod lane_rules;
mod scopes;
mod scheme;
mod fixed_response;
mod headers;
mod json_object;

#[doc(hidden)]
pub mod __private;

pub use app::App;
pub use background::BackgroundTasks;
pub use dependencies::{Depends, DependsMut, Fresh, Provided};
pub use errors::{Error, HttpError, Result};
pub use http;
pub use http::StatusCode;
/// The template engine, for your own filters and functions: see [`Templates::environment`](templates::Templates::environment).
#[cfg(feature = "templates")]
pub use minijinja;
pub use parameters::State;
pub use request::Request;
pub use router::Router;
pub use serde_json::Value;
pub use twinlane_lanes as lanes;
/// Types for parameters, fields and responses, in addition to Rust's own.
pub use twinlane_model::types;
pub use twinlane_model::{DataType, Given, Model, Partial, fields, json, jsonable_encoder};
/// The server alone, for any tower service. [`Running`](lifespan::Running) serves an application with it.
pub use twinlane_server as server;
pub use twinlane_server::Settings;
pub use twinlane_web::Response;
pub use twinlane_web::form::UploadFile;

#[doc = include_str!("docs/api_error.md")]
pub use twinlane_macros::ApiError;
#[doc = include_str!("docs/api_response.md")]
pub use twinlane_macros::ApiResponse;
#[cfg(feature = "batches")]
#[doc = include_str!("docs/batch.md")]
pub use twinlane_macros::batch;
#[doc = include_str!("docs/callback.md")]
pub use twinlane_macros::callback;
#[doc = include_str!("docs/dependency.md")]
pub use twinlane_macros::dependency;
#[cfg(feature = "embed")]
#[doc = include_str!("docs/embed.md")]
pub use twinlane_macros::embed;
#[doc = include_str!("docs/path_operation.md")]
pub use twinlane_macros::get;
#[doc = include_str!("docs/main.md")]
pub use twinlane_macros::main;
#[doc = include_str!("docs/model.md")]
pub use twinlane_macros::model;
#[doc = include_str!("docs/security.md")]
pub use twinlane_macros::security;
#[cfg(feature = "settings")]
#[doc = include_str!("docs/settings.md")]
pub use twinlane_macros::settings;
#[doc = include_str!("docs/webhook.md")]
pub use twinlane_macros::webhook;
#[cfg(feature = "websockets")]
#[doc = include_str!("docs/websocket.md")]
pub use twinlane_macros::websocket;
/// Declares a path operation of this HTTP method: see [`get`].
pub use twinlane_macros::{delete, head, options, patch, post, put, trace};
/// Responses of each kind, and their descriptions in the document.
///
/// Look here if an operation returns something other than data: text, a file, a stream, a redirect. Or to describe a response in more detail in the
/// document.
pub mod response {
    pub use crate::answer::{
        AdditionalResponse, AnswerDescription, Answered, ChunkSender, ClientGone, Content,
        ContentDescription, ErrorDescription, Event, EventSender, EventStream, Failure, File,
        HeaderDescription, Html, IntoChunk, IntoEvent, IntoItem, IntoResponses, ItemSender, Json,
        JsonLines, PendingSend, Redirect, Respond, Streaming, Text,
    };
    pub use crate::background::TaskOutcome;
    pub use crate::response_ext::ResponseExt;
    pub use crate::response_parts::ResponseParts;
    pub use twinlane_web::{Body, BoxError, SameSite, SetCookie};
}

/// Scopes, outcomes and teardowns of dependencies.
///
/// Look here if a dependency lives as long as the application, or if its teardown needs the outcome of the request. Or to implement a dependency
/// without `#[dependency]`.
pub mod dependency {
    pub use crate::dependencies::{
        AfterResponse, AtShutdown, BeforeResponse, Dependency, DependencyLife, DependencyRef,
        Effect, LifespanDependency, LifespanParameter, Outcome, Providing, Scope, ShutdownScope,
        TeardownOutcome, TeardownScope, Undone,
    };
}

/// Errors: of a request, of its data, and of an application that does not start.
///
/// Look here to handle errors, to give an error a status, to report errors of your own checks, or to read the reasons why an application does not
/// start.
pub mod error {
    pub use crate::build_error::{BuildError, Mistake};
    pub use crate::errors::{AnyError, IntoStatus, OrStatus, RequestValidationError};
    pub use crate::handlers::{AnyErrorHandler, ErrorHandler, Handling};
    pub use crate::limits::ErrorLimits;
    pub use twinlane_model::{ErrorDetail, FieldError, Step, ValidationErrors};
}

/// Middleware around an application, a router or an operation.
///
/// Look here for ready-made middleware, and to write your own: a function, a [`Middleware`](middleware::Middleware), or a layer of tower.
pub mod middleware {
    #[cfg(feature = "gzip")]
    pub use crate::middlewares::GZip;
    pub use crate::middlewares::{
        Auth, Authentication, AuthenticationBackend, AuthenticationError, Cors, CspNonce, Csrf,
        Frames, HttpsRedirect, IntoMiddleware, Middleware, MiddlewareLayer, MiddlewareResponse,
        Next, NextService, RateLimit, RequestId, RequestIds, Requires, Scopes, SecurityHeaders,
        Timeout, TrustedHost,
    };
    pub use twinlane_web::rate_limit::{MemoryStore, Quota, RateLimitDecision, RateLimitStore};
}

/// WebSockets: connections, messages, and the end of a connection.
///
/// Look here for the parameters and results of a function with `#[websocket]`.
#[cfg(feature = "websockets")]
pub mod websocket {
    pub use crate::websockets::{
        Accept, AllowedOrigins, Disconnected, Message, Messages, ReceiveError, Refuse, WebSocket,
        WebSocketEnd, WebSocketError, WebSocketReceiver, WebSocketSender,
    };
    pub use twinlane_websocket::PreparedMessage;
}

/// Sessions of browsers, in signed cookies and in stores.
///
/// Look here to keep values between the requests of one browser, and to write a store.
#[cfg(feature = "sessions")]
pub mod sessions {
    pub use crate::middlewares::Sessions;
    pub use crate::session::{MemorySessions, Session, SessionError, SessionStore};
}

/// Files of a directory or embedded in the program, and frontends of single-page applications.
///
/// Look here to serve files. A file as the response of an operation is [`response::File`].
pub mod files {
    pub use crate::frontend::{Fallback, Frontend};
    pub use crate::static_files::StaticFiles;
    #[cfg(feature = "embed")]
    pub use twinlane_web::embedded::{Embedded, EmbeddedFile};
}

/// Batches: functions that run once for many calls.
///
/// Look here for the parameter that calls a function with `#[batch]`, and for its errors.
#[cfg(feature = "batches")]
pub mod batch {
    pub use crate::batches::{Batch, BatchError, BatchFunction, BatchOf};
}

/// Routes, mounts, and their URLs.
///
/// Look here to mount an application, to make the URL of an operation, or to read which operation a request matches.
pub mod routing {
    pub use crate::lane_rules::Lane;
    pub use crate::matched::MatchedOperation;
    pub use crate::mount::{Mount, Mountable};
    pub use crate::names::{UrlBuilder, UrlError, UrlPathBuilder, UrlTarget};
    pub use crate::operation::{OperationName, PathOperation, Routable, Route, UniqueIdRoute};
    pub use crate::parameters::UrlFor;
    pub use crate::root_path::{RootPath, RootPathError};
    pub use twinlane_web::{Host, Scheme};
}

/// Parameters of operations and dependencies other than data.
///
/// Look here to stream the body, to read a value from middleware, or to make your own type a parameter.
pub mod parameter {
    pub use crate::limits::FormLimits;
    pub use crate::parameters::{
        Extension, Extracting, Extractor, LentParameter, Parameter, RequestBody,
    };
}

/// The fields of models as values, and changes of models.
///
/// Look here to choose the fields of a response, to check or change a model by the names of its fields, or to read any JSON.
pub mod model {
    pub use twinlane_model::{ChangeError, DataTypeExt, Field, Fields, JsonValue};
}

/// The life of an application, from its check to its stop.
///
/// Look here to start an application without [`App::serve`], to call it as a tower service, to run code before and after it, and for health checks.
pub mod lifespan {
    pub use crate::health::Health;
    pub use crate::service::{ResponseFuture, Service};
    pub use crate::stages::{Around, Checked, Ended, Running};
}

/// Settings from the environment: see [`settings`](macro@settings).
#[cfg(feature = "settings")]
pub mod settings {
    pub use twinlane_model::settings::{
        EnvFileError, LoadSettings, SettingsError, Sources, use_env_file,
    };
}

/// The names that nearly every file needs, in one line: `use twinlane::prelude::*;`.
pub mod prelude {
    #[cfg(feature = "batches")]
    pub use crate::batch::{Batch, BatchError};
    #[cfg(feature = "gzip")]
    pub use crate::middleware::GZip;
    #[cfg(feature = "settings")]
    pub use crate::settings::{LoadSettings as _, Sources};
    #[cfg(feature = "websockets")]
    pub use crate::websocket::{Disconnected, WebSocket, WebSocketError};
    pub use crate::{
        ApiError, ApiResponse, App, BackgroundTasks, DataType as _, Depends, DependsMut, Fresh,
        Given, HttpError, Model as _, Partial, Provided, Request, Response, Result, Router, State,
        StatusCode, UploadFile, Value,
        dependency::AtShutdown,
        error::{FieldError, OrStatus as _},
        lanes::Stopping,
        middleware::{Cors, Middleware, Next},
        model::DataTypeExt as _,
        response::{Html, Redirect, ResponseExt as _, ResponseParts},
        rooms::Rooms,
        security::SecurityScopes,
        types::{Date, Decimal, Secret, Url, Uuid},
    };
    pub use crate::{
        callback, callbacks, delete, dependencies, fields, get, head, json, jsonable_encoder,
        lanes, options, patch, post, put, routes, security, trace, webhook, webhooks,
    };
    // Without the modules of the same names.
    #[cfg(feature = "batches")]
    pub use twinlane_macros::batch;
    #[cfg(feature = "settings")]
    pub use twinlane_macros::settings;
    #[cfg(feature = "websockets")]
    pub use twinlane_macros::websocket;
    pub use twinlane_macros::{dependency, model};
}

/// The routes of path operations, for [`App::routes`] and [`Router::routes`]: `routes![read_root, items::create]`.
///
/// List each function by its path. WebSocket operations go in the same list.
#[macro_export]
macro_rules! routes {
    ($($operation:path),* $(,)?) => {
        <::std::vec::Vec<_> as ::core::convert::From<_>>::from([$($crate::__private::Route::of::<$operation, _>()),*])
    };
}

/// Dependencies for their effect, for [`App::dependencies`] and [`Router::dependencies`]: `dependencies![require_token]`, or
/// `dependencies![#[scopes("items")] current_user]`.
#[macro_export]
macro_rules! dependencies {
    ($($(#[scopes($($scope:literal),+ $(,)?)])? $dependency:path),* $(,)?) => {{
        <::std::vec::Vec<_> as ::core::convert::From<_>>::from([$({
            $crate::__private::walk_effect!($dependency)$(.with_scopes(&[$($scope),+]))?
        }),*])
    }};
}

/// The webhooks of an application, for [`App::webhooks`]: `webhooks![new_subscription]`.
#[macro_export]
macro_rules! webhooks {
    ($($request:path),* $(,)?) => {
        <::std::vec::Vec<_> as ::core::convert::From<_>>::from([$($crate::__private::OutgoingRequest::of::<$request>()),*])
    };
}

/// The callbacks of several operations, for [`App::callbacks`] and [`Router::callbacks`]: `callbacks![invoice_paid]`.
#[macro_export]
macro_rules! callbacks {
    ($($request:path),* $(,)?) => {
        <::std::vec::Vec<_> as ::core::convert::From<_>>::from([$($crate::__private::OutgoingRequest::of::<$request>()),*])
    };
}

/// The code blocks of the README are compiled and run as doc tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

/// Likewise those of the guide.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/lanes.md")]
struct LanesGuide;

/// Likewise.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/limits.md")]
struct LimitsGuide;

/// Likewise.
#[cfg(all(doctest, feature = "websockets"))]
#[doc = include_str!("../../../docs/websockets.md")]
struct WebSocketsGuide;

/// Likewise.
#[cfg(all(doctest, feature = "batches"))]
#[doc = include_str!("../../../docs/batches.md")]
struct BatchesGuide;

/// Likewise.
#[cfg(all(doctest, feature = "batches"))]
#[doc = include_str!("../../../docs/inference.md")]
struct InferenceGuide;

/// Likewise.
#[cfg(all(doctest, feature = "sessions"))]
#[doc = include_str!("../../../docs/sessions.md")]
struct SessionsGuide;

/// Likewise.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/health.md")]
struct HealthGuide;

/// Likewise.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/mounts.md")]
struct MountsGuide;

/// Likewise.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/browsers.md")]
struct BrowsersGuide;

/// Likewise.
#[cfg(all(doctest, feature = "embed"))]
#[doc = include_str!("../../../docs/static-files.md")]
struct StaticFilesGuide;

/// Likewise.
#[cfg(all(doctest, feature = "templates"))]
#[doc = include_str!("../../../docs/templates.md")]
struct TemplatesGuide;

/// Likewise.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/from-fastapi.md")]
struct FromFastApi;
